import Foundation
import Logging
import Procession
import Testing

@Suite("Examples", .timeLimit(.minutes(2)))
struct ExampleTests {
    @Test("DatabaseDrivenProcess takes a process from its creation to its history")
    func databaseDrivenProcess() async throws {
        try await Repository.withFolder { folder in
            let (status, text) = try await Repository.run(
                Repository.program("DatabaseDrivenProcess"), [folder.path], in: folder)
            #expect(status == 0, "\(text)")
            let lines = text.split(separator: "\n").filter { !$0.hasPrefix("task ") }
            #expect(
                lines == [
                    "created word-count with 3 tasks: PENDING", "prepare: COMPLETED, exit code 0",
                    "count: COMPLETED, exit code 0", "report: COMPLETED, exit code 0",
                    "execution COMPLETED, 3 attempts", "report says: 6 words", "finally: COMPLETED"
                ])
            let report = try String(contentsOf: folder.appending(path: "out/report.txt"), encoding: .utf8)
            #expect(report == "6 words\n")
        }
    }

    @Test("CompleteDatabase runs, stops, schedules and deletes processes inside a service group")
    func completeDatabase() async throws {
        try await Repository.withFolder { folder in
            let (status, text) = try await Repository.run(
                Repository.program("CompleteDatabase"), [folder.path], in: folder)
            #expect(status == 0, "\(text)")
            #expect(
                text.split(separator: "\n") == [
                    "greeting Ada: COMPLETED", "greeting Grace: COMPLETED", "greeting Zeno: STOPPED",
                    "scheduled processes: 1", "next run is known: true", "PENDING: 1", "IN_PROGRESS: 0",
                    "COMPLETED: 2", "FAILED: 0", "STOPPED: 1", "left after deleting: 2"
                ])
        }
    }

    @Test("the executor of the guide waits for a file and gives its path back")
    func waitForFile() async throws {
        let executors = ExecutorRegistry()
        try FilePlugin().register(executors: executors, types: ProcessTypeRegistry())
        let executor = try #require(executors["wait-for-file"])
        try await Repository.withFolder { folder in
            let path = folder.appending(path: "here").path
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            let result = try await executor.execute(["path": .string(path)], context: .forTest(in: folder))
            #expect(result == .completed(outputs: ["path": .string(path)]))
            #expect(executor.violations(in: ["file": "x"]).map(\.code.description) == ["unknown-key", "missing-key"])
        }
    }
}

extension TaskContext {
    fileprivate static func forTest(in folder: URL) -> TaskContext {
        TaskContext(
            processID: "p", processType: "guide", executionID: "e", taskID: "t", task: "wait", attempt: 1,
            idempotencyKey: "e/wait", workingDirectory: folder.path, baseDirectory: folder.path,
            deadline: .distantFuture, clock: SystemClock(), logger: Logger(label: "test"), reporter: Silence())
    }
}

private struct Silence: TaskReporter {
    func log(_ bytes: [UInt8], stream: LogStream) {}
    func progress(_ fraction: Double, message: String?) {}
    func started(child: ChildIdentity) {}
}
