import Foundation
import Procession
import ProcessionCLI
import Testing

@Suite("The live picture")
struct ProgressFrameTests {
    private static let start = Date(timeIntervalSince1970: 1_000_000)

    private func progress(_ tasks: [(String, TaskStatus)]) -> ExecutionProgress {
        let records = tasks.enumerated().map { index, task in
            TaskRecord(
                id: TaskID("t\(index)"), processID: "p", index: index, name: TaskName(task.0), executor: "shell",
                command: "", timeout: .seconds(1), status: task.1)
        }
        return ExecutionProgress(process: "p", type: "nightly", startedAt: Self.start, tasks: records)
    }

    private func event(
        _ id: Int, _ status: TaskStatus, after seconds: Double, attempt: Int = 1, detail: String? = nil
    ) -> EventRecord {
        EventRecord(
            id: 0, occurredAt: Self.start + seconds, kind: "task", processID: "p", taskID: TaskID("t\(id)"),
            attempt: attempt, status: status.rawValue, actor: "w", detail: detail)
    }

    private func picture(
        _ progress: ExecutionProgress, after seconds: Double, columns: Int = 60, lines: Int = 24
    ) -> String {
        ProgressFrame(progress, now: Self.start + seconds, columns: columns, lines: lines, style: .plain)
            .rendered().joined(separator: "\n")
    }

    @Test("each task has its state, its time, its attempt and the last line that it printed")
    func states() {
        var progress = progress([
            ("load", .ready), ("process", .pending), ("report", .pending), ("tell", .pending), ("skip", .pending)
        ])
        for event in [
            event(0, .inProgress, after: 0), event(0, .completed, after: 0.25), event(1, .inProgress, after: 0.5),
            event(1, .waiting, after: 1, detail: "exit code 1"), event(1, .inProgress, after: 2, attempt: 2),
            event(2, .inProgress, after: 1), event(2, .failed, after: 1.04, detail: "exit code 7"),
            event(4, .skipped, after: 1.04, detail: "its condition is false")
        ] { progress.apply(event) }
        progress.apply(line: "reading row 300 of \u{1B}[31m1000\u{1B}[0m\u{07}", of: "t1")
        #expect(
            picture(progress, after: 14.2)
                == """
                ✓ load       0.3 s
                ● process     14 s  attempt 2  reading row 300 of 1000␇
                ✗ report     40 ms  exit code 7
                ○ tell
                – skip              its condition is false
                3 of 5 tasks ended, 1 running, 1 failed, 1 skipped, 14 s
                """)
    }

    @Test("how far a running task is has its place behind the time, until its attempt is over")
    func fractions() {
        var progress = progress([("load", .ready), ("save", .ready)])
        progress.apply(event(0, .inProgress, after: 0))
        progress.apply(fraction: 0.404, of: "t0")
        progress.apply(line: "row 4", of: "t0")
        progress.apply(fraction: .nan, of: "t1")
        progress.apply(event(1, .inProgress, after: 1))
        progress.apply(fraction: .infinity, of: "t1")
        let begun = picture(progress, after: 2)
        #expect(begun.hasPrefix("● load    2.0 s  40 %  row 4\n● save    1.0 s\n"), "\(begun)")
        progress.apply(event(0, .waiting, after: 2, detail: "busy"))
        progress.apply(event(0, .inProgress, after: 3, attempt: 2))
        #expect(picture(progress, after: 4).hasPrefix("● load    4.0 s  attempt 2  row 4\n"))
    }

    @Test("a task that goes on after it has waited has made no other attempt")
    func resumed() {
        var progress = progress([("settle", .ready)])
        for event in [
            event(0, .inProgress, after: 0), event(0, .waiting, after: 1),
            event(0, .inProgress, after: 2, attempt: 2, detail: "resumed")
        ] { progress.apply(event) }
        #expect(picture(progress, after: 3) == "● settle    3.0 s\n0 of 1 tasks ended, 1 running, 3.0 s")
    }

    @Test("a narrow terminal gets shorter lines, never longer ones", arguments: [1, 20, 33, 60])
    func narrow(columns: Int) {
        var progress = progress([("a-task-with-quite-a-long-name-indeed-yes", .ready), ("短い名前", .ready)])
        progress.apply(event(0, .inProgress, after: 0, attempt: 3))
        progress.apply(line: String(repeating: "漢字", count: 100), of: "t0")
        for line in picture(progress, after: 5000, columns: columns).split(separator: "\n") {
            #expect(DisplayWidth.of(line) <= max(columns, 20))
        }
    }

    @Test("more tasks than lines: those that matter are shown in their order, the rest is counted")
    func many() {
        var progress = progress((0..<100).map { ("task-\($0)", .pending) })
        for index in 0..<90 {
            progress.apply(event(index, .inProgress, after: 0))
            progress.apply(event(index, index == 40 ? .failed : .completed, after: 1))
        }
        progress.apply(event(90, .inProgress, after: 1))
        progress.apply(event(99, .inProgress, after: 1))
        let lines = picture(progress, after: 2, columns: 80, lines: 6).split(separator: "\n")
        #expect(lines.map { $0.prefix(9) } == ["✗ task-40", "● task-90", "○ task-91", "● task-99", "90 of 100"])
        #expect(
            lines.last == "90 of 100 tasks ended, 2 running, 1 failed, 89 completed, 96 not shown, 2.0 s")
    }
}
