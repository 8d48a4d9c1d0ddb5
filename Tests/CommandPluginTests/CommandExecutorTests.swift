import CommandPlugin
import Foundation
import Procession
import ProcessionTesting
import Testing

@Suite("the command executor", .timeLimit(.minutes(2)))
struct CommandExecutorTests {
    /// Goes through the registry, as the engine does: configurations are values there.
    private func run(_ configuration: Value, in context: TaskContext) async throws -> TaskResult {
        let executors = ExecutorRegistry()
        try CommandPlugin().register(executors: executors, types: ProcessTypeRegistry())
        return try await #require(executors["command"]).execute(configuration, context: context)
    }

    @Test("every element of the list is exactly one argument, whatever is in it")
    func arguments() async throws {
        let folder = try TemporaryFolder()
        let arguments = TrickyText.known + TrickyText.random(300, seed: 2)
        for start in stride(from: 0, to: arguments.count, by: 10) {
            let some = Array(arguments[start..<min(start + 10, arguments.count)])
            let reporter = RecordingReporter()
            let result = try await run(
                .list(["printf", "%s\\0"] + some.map(Value.string)), in: .forTest(reporter, in: folder.path))
            #expect(result == .completed(exitCode: 0))
            #expect(reporter.bytes(of: .stdout) == Array(some.map { $0 + "\0" }.joined().utf8))
        }
        #expect(folder.isEmpty)
    }

    @Test("an input reaches the child's environment as it is")
    func inputs() async throws {
        let folder = try TemporaryFolder()
        for value in TrickyText.known + TrickyText.random(100, seed: 3) {
            let reporter = RecordingReporter()
            let context = TaskContext.forTest(reporter, in: folder.path, inputs: ["given": .string(value)])
            #expect(try await run(["printenv", "-0", "given"], in: context) == .completed(exitCode: 0))
            #expect(reporter.bytes(of: .stdout) == Array((value + "\0").utf8))
        }
        #expect(folder.isEmpty)
    }

    @Test("numbers, booleans and null are arguments, too")
    func scalars() async throws {
        let reporter = RecordingReporter()
        _ = try await run(["printf", "[%s]", 1, 2.5, true, nil, [1, 2]], in: .forTest(reporter))
        #expect(reporter.stdout == "[1][2.5][true][][[1,2]]")
    }

    @Test("the long form gives standard input and the meaning of exit codes")
    func longForm() async throws {
        let reporter = RecordingReporter()
        let configuration: Value = [
            "argv": ["grep", "--count", "needle"], "stdin": "hay\n", "success_codes": [0, 1], "retryable_codes": [2]
        ]
        #expect(try await run(configuration, in: .forTest(reporter)) == .completed(exitCode: 1))
        #expect(reporter.stdout == "0\n")
        let broken: Value = ["argv": ["sh", "-c", "exit 2"], "success_codes": [0, 1], "retryable_codes": [2]]
        #expect(
            try await run(broken, in: .forTest()) == .failed(TaskFailure(.unavailable, "exit code 2", exitCode: 2)))
    }

    @Test(
        "the summary is what one would type into a shell",
        arguments: [
            (["echo", "two words", 3], "echo 'two words' 3"), (["argv": ["ls", "-l"]], "ls -l"),
            (["rm", "${file}"], "rm '${file}'"), ("nonsense", "")
        ] as [(Value, String)])
    func summary(_ configuration: Value, _ summary: String) {
        #expect(CommandExecutor.summary(of: configuration) == summary)
    }

    @Test(
        "what can't be run is found before it runs",
        arguments: [
            ([], "out-of-range"), ("echo", "wrong-type"), (["argv": []], "out-of-range"),
            (["stdin": ""], "missing-key"),
            (["argv": ["a"], "arv": 1], "unknown-key"), (["", "x"], "invalid-value"),
            (["argv": [""]], "invalid-value"), (["argv": ["a"], "success_codes": [256]], "out-of-range"),
            (["argv": ["a"], "success_codes": [0, 3], "retryable_codes": [3]], "contradiction"),
            ([["nested"]], "wrong-type")
        ] as [(Value, String)])
    func violations(_ configuration: Value, _ code: String) {
        let executor = RegisteredExecutor(CommandExecutor(), origin: "test")
        #expect(executor.violations(in: configuration).map(\.code.description) == [code])
    }

    @Test("both forms, templates included, satisfy the schema")
    func valid() {
        let executor = RegisteredExecutor(CommandExecutor(), origin: "test")
        let long: Value = ["argv": ["a"], "stdin": "${x}", "success_codes": [0, 3], "retryable_codes": [75]]
        #expect(executor.violations(in: ["a", "${b}", "1"]).isEmpty)
        #expect(executor.violations(in: long).isEmpty)
    }
}
