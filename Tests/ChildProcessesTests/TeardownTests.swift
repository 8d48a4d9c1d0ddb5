import ChildProcesses
import Foundation
import Procession
import ProcessionTesting
import Testing

@Suite("the end of a child's tree", .timeLimit(.minutes(1)))
struct TeardownTests {
    /// Starts a shell text that prints the pids of what it started and then hangs; stops it, and returns the pids.
    private func stop(
        _ text: String, pids count: Int, grace: Duration = .seconds(10)
    ) async throws -> (result: TaskResult, pids: [Int32], reporter: RecordingReporter) {
        let reporter = RecordingReporter()
        let context = TaskContext.forTest(reporter, stopGrace: grace)
        let task = Task { await TaskChild([.text("bash"), .text("-c"), .text(text)]).run(in: context) }
        let pids = try await reporter.lines(count).compactMap { Int32($0) }
        try #require(pids.count == count)
        #expect(pids.allSatisfy(ProcessProbe.isAlive))
        task.cancel()
        let result = await task.value
        return (result, pids, reporter)
    }

    @Test(
        "a stop ends everything that the child has started",
        arguments: [
            ("a child", "sleep 1000 & echo $!; wait", 1),
            ("a grandchild", "(sleep 1000 & echo $!; wait) & wait", 1),
            ("a child in a session of its own", "setsid sh -c 'echo $$; exec sleep 1000' & wait", 1),
            ("a daemon", "setsid -f sh -c 'echo $$; exec sleep 1000 </dev/null >/dev/null 2>&1'; sleep 1000", 1),
            ("jobs of a shell with job control", "set -m; sleep 1000 & echo $!; sleep 1000 & echo $!; wait", 2),
            ("a child that is stopped", "sleep 1000 & kill -STOP $!; echo $!; wait", 1)
        ])
    func stopEndsTheTree(_ what: String, _ text: String, _ count: Int) async throws {
        // Nothing here needs the grace to run out: if something waited for it, the suite's time limit would end it.
        let (result, pids, reporter) = try await stop(text, pids: count, grace: .seconds(600))
        #expect(result == .failed(TaskFailure(.cancelled, "stopped")))
        #expect(!pids.contains(where: ProcessProbe.isAlive))
        #expect(!reporter.children.contains { ProcessProbe.exists($0.pid) })
    }

    @Test("what ignores SIGTERM is killed when the grace is over")
    func ignoringTermination() async throws {
        let text =
            "trap '' TERM; (trap '' TERM; echo $BASHPID; while :; do sleep 1000; done) & echo $$; while :; do sleep 1000; done"
        let (_, pids, _) = try await stop(text, pids: 2, grace: .milliseconds(200))
        #expect(!pids.contains(where: ProcessProbe.isAlive))
    }

    @Test("a child that cleans up on SIGTERM can, and is heard")
    func cleaningUp() async throws {
        let text = "trap 'echo cleaned; exit 0' TERM; echo $$; while :; do sleep 0.01; done"
        let (result, _, reporter) = try await stop(text, pids: 1)
        #expect(reporter.stdout.hasSuffix("cleaned\n"))
        #expect(result == .failed(TaskFailure(.cancelled, "stopped")))
    }

    @Test("a grandchild that cleans up may outlast the child within the grace")
    func grandchildCleaningUp() async throws {
        let text = """
            (trap 'sleep 0.1; echo cleaned; exit 0' TERM; echo $BASHPID; while :; do sleep 0.01; done) &
            trap 'exit 0' TERM; wait
            """
        let (_, _, reporter) = try await stop(text, pids: 1)
        #expect(reporter.stdout.hasSuffix("cleaned\n"))
    }

    @Test("a task that was cancelled before it began starts nothing")
    func cancelledBefore() async throws {
        let reporter = RecordingReporter()
        let context = TaskContext.forTest(reporter)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await TaskChild([.text("echo"), .text("hello")]).run(in: context)
        }
        task.cancel()
        #expect(await task.value == .failed(TaskFailure(.cancelled, "stopped")))
        #expect(reporter.children.isEmpty)
    }

    @Test(
        "what a child leaves behind ends with it",
        arguments: [
            ("in the background", "sleep 1000 >/dev/null 2>&1 & echo $!"),
            ("with the output open", "sleep 1000 & echo $!"),
            ("in a session of its own", "setsid -f sh -c 'echo $$; exec sleep 1000'"),
            (
                "as a daemon",
                "setsid -f sh -c 'echo $$ > pid; exec sleep 1000 </dev/null >/dev/null 2>&1'; "
                    + "while [ ! -s pid ]; do :; done; cat pid"
            ),
            ("as a job of its own group", "set -m; sleep 1000 >/dev/null 2>&1 & echo $!")
        ])
    func leftBehind(_ how: String, _ text: String) async throws {
        let folder = try TemporaryFolder()
        let reporter = RecordingReporter()
        let result = await TaskChild([.text("bash"), .text("-c"), .text(text)]).run(
            in: .forTest(reporter, in: folder.path))
        #expect(result == .completed(exitCode: 0))
        let pid = try #require(Int32(reporter.stdout.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(!ProcessProbe.isAlive(pid))
    }

    @Test("a daemon of a child that ran longer than pids are remembered is found, too")
    func leftBehindAfterLong() async throws {
        let reporter = RecordingReporter()
        let text = "setsid -f sh -c 'echo $$; exec sleep 1000 >/dev/null 2>&1'; sleep 0.6"
        let result = await TaskChild([.text("bash"), .text("-c"), .text(text)]).run(in: .forTest(reporter))
        #expect(result == .completed(exitCode: 0))
        let pid = try #require(Int32(reporter.stdout.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(!ProcessProbe.isAlive(pid))
    }

    @Test(
        "what is just replacing its program when it is looked for is recognised all the same", arguments: [true, false])
    func replacingItsProgram(_ isStopped: Bool) async throws {
        let folder = try TemporaryFolder()
        try EndlessExec.write(to: "\(folder.path)/again")
        let text = "setsid sh -c 'echo $$; exec \"$PWD/again\" >&- 2>&-' & "
        for _ in 0..<8 {
            let reporter = RecordingReporter()
            // Nothing here needs the grace to run out.
            let context = TaskContext.forTest(reporter, in: folder.path, stopGrace: .seconds(600))
            let child = TaskChild([.text("sh"), .text("-c"), .text(text + (isStopped ? "wait" : "sleep 0.05"))])
            let task = Task { await child.run(in: context) }
            let pid = try #require(try await reporter.lines(1).compactMap { Int32($0) }.first)
            if isStopped { task.cancel() }
            _ = await task.value
            #expect(!ProcessProbe.isAlive(pid))
            kill(pid, SIGKILL)
        }
    }

    @Test("the other end of a process substitution may finish its work")
    func processSubstitution() async throws {
        let reporter = RecordingReporter()
        let text = "exec > >(while read -r line; do sleep 0.05; echo \"got $line\"; done); echo hello"
        let result = await TaskChild([.text("bash"), .text("-c"), .text(text)]).run(in: .forTest(reporter))
        #expect(result == .completed(exitCode: 0))
        #expect(reporter.stdout == "got hello\n")
    }

    @Test("children of other tasks are left alone")
    func othersLeftAlone() async throws {
        let reporter = RecordingReporter()
        let bystander = Task { await TaskChild([.text("sleep"), .text("1000")]).run(in: .forTest(reporter)) }
        while reporter.children.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        let pid = reporter.children[0].pid
        for _ in 0..<20 {
            _ = await TaskChild([.text("sh"), .text("-c"), .text("setsid -f sleep 1000 >/dev/null 2>&1")]).run(
                in: .forTest())
        }
        #expect(ProcessProbe.isAlive(pid))
        bystander.cancel()
        _ = await bystander.value
        #expect(!ProcessProbe.isAlive(pid))
    }
}
