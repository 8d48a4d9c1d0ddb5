import Foundation
import Procession
import ProcessionTesting
import ShellPlugin
import Testing

@Suite("the shell executor", .timeLimit(.minutes(2)))
struct ShellExecutorTests {
    private func run(_ configuration: Value, in context: TaskContext) async throws -> TaskResult {
        let executors = ExecutorRegistry()
        try ShellPlugin().register(executors: executors, types: ProcessTypeRegistry())
        return try await #require(executors["shell"]).execute(configuration, context: context)
    }

    @Test("an input is a variable with exactly its value, and never code")
    func inputs() async throws {
        let folder = try TemporaryFolder()
        for value in TrickyText.known + TrickyText.random(300, seed: 4) {
            let reporter = RecordingReporter()
            let context = TaskContext.forTest(reporter, in: folder.path, inputs: ["given": .string(value)])
            #expect(try await run("printf '%s' \"$given\"", in: context) == .completed(exitCode: 0))
            #expect(reporter.bytes(of: .stdout) == Array(value.utf8))
        }
        #expect(folder.isEmpty)
    }

    @Test("the text ends at the first command that fails", arguments: ["sh", "bash", "dash"])
    func firstFailure(_ interpreter: String) async throws {
        let reporter = RecordingReporter()
        let configuration: Value = ["run": "echo before; (exit 7); echo after", "interpreter": .string(interpreter)]
        let result = try await run(configuration, in: .forTest(reporter))
        #expect(result == .failed(TaskFailure(.runtime, "exit code 7", exitCode: 7)))
        #expect(reporter.stdout == "before\n")
    }

    @Test("a variable that isn't set ends the text; an optional input is set, and empty")
    func unset() async throws {
        guard case .failed(let failure) = try await run("echo \"$nothing\"", in: .forTest()) else {
            Issue.record("should have failed")
            return
        }
        #expect(failure.errorClass == .runtime)
        #expect(failure.message.contains("nothing: "))
        let context = TaskContext.forTest(inputs: ["nothing": nil])
        #expect(try await run("test -z \"$nothing\"", in: context) == .completed(exitCode: 0))
    }

    @Test("bash fails with any command of a pipeline, sh only with the last")
    func pipelines() async throws {
        #expect(try await run("false | true", in: .forTest()) == .completed(exitCode: 0))
        #expect(
            try await run(["run": "false | true", "interpreter": "bash"], in: .forTest())
                == .failed(TaskFailure(.runtime, "exit code 1", exitCode: 1)))
    }

    @Test("a text that looks like an option is a text")
    func leadingDash() async throws {
        guard case .failed(let failure) = try await run("-n", in: .forTest()) else {
            Issue.record("should have failed")
            return
        }
        #expect(failure.exitCode == 127)
    }

    @Test("a text may be larger than an argument can be")
    func largeText() async throws {
        let reporter = RecordingReporter()
        let text = String(repeating: "# a comment that fills a line of the text\n", count: 10_000) + "echo \"$given\""
        let result = try await run(.string(text), in: .forTest(reporter, inputs: ["given": "done"]))
        #expect(result == .completed(exitCode: 0))
        #expect(reporter.stdout == "done\n")
    }

    @Test("a shell that is not installed is named")
    func missingShell() async throws {
        let context = TaskContext.forTest(environment: ["PATH": "/nowhere"])
        let result = try await run(["run": "true", "interpreter": "zsh"], in: context)
        #expect(
            result
                == .failed(
                    TaskFailure(
                        .configuration, "no program 'zsh' in the child's PATH (/nowhere)", code: "program-not-found",
                        exitCode: 127)))
    }

    @Test("a flaky text that failed can succeed in the next attempt")
    func flaky() async throws {
        let folder = try TemporaryFolder()
        let context = TaskContext.forTest(in: folder.path)
        let text: Value = "test -e again || { touch again; exit 75; }"
        #expect(try await run(text, in: context) == .failed(TaskFailure(.runtime, "exit code 75", exitCode: 75)))
        #expect(try await run(text, in: context) == .completed(exitCode: 0))
    }

    @Test(
        "the summary is the text",
        arguments: [("echo hello\n", "echo hello"), (["run": "a; b", "interpreter": "bash"], "a; b")]
            as [(Value, String)])
    func summary(_ configuration: Value, _ summary: String) {
        #expect(ShellExecutor.summary(of: configuration) == summary)
    }

    @Test(
        "what can't be run is found before it runs",
        arguments: [
            (["a"], "wrong-type"), (["run": "a", "interpreter": "fish"], "invalid-value"),
            (["interpreter": "sh"], "missing-key"),
            (["run": "a", "success_codes": [1], "retryable_codes": [1]], "contradiction")
        ] as [(Value, String)])
    func violations(_ configuration: Value, _ code: String) {
        let executor = RegisteredExecutor(ShellExecutor(), origin: "test")
        #expect(executor.violations(in: configuration).map(\.code.description) == [code])
    }

    @Test("references in the text are left to the shell")
    func untouched() {
        let schema = ShellExecutor.descriptor.configuration
        #expect(schema.texts(in: "echo ${HOME}").map(\.templating) == [.none])
        #expect(schema.texts(in: ["run": "echo ${HOME}"]).map(\.templating) == [.none])
    }
}
