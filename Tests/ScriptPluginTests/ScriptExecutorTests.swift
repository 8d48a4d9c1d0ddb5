import Foundation
import Procession
import ProcessionTesting
import ScriptPlugin
import Testing

@Suite("the script executor", .timeLimit(.minutes(2)))
struct ScriptExecutorTests {
    private func run(_ configuration: Value, in context: TaskContext) async throws -> TaskResult {
        let executors = ExecutorRegistry()
        try ScriptPlugin().register(executors: executors, types: ProcessTypeRegistry())
        return try await #require(executors["script"]).execute(configuration, context: context)
    }

    @Test(
        "source is read by its interpreter",
        arguments: [
            ("sh", "echo \"hello $1\""), ("bash", "name=$1; echo \"hello ${name,,}\""),
            ("python3", "import sys\nprint('hello', sys.argv[1])"), ("perl -w", "print \"hello $ARGV[0]\\n\";"),
            ("node", "console.log('hello', process.argv[2])"), ("awk -f", "BEGIN { print \"hello\", ARGV[1] }")
        ])
    func languages(_ language: String, _ source: String) async throws {
        let reporter = RecordingReporter()
        let configuration: Value = ["language": .string(language), "source": .string(source), "args": ["bob"]]
        #expect(
            try await run(configuration, in: .forTest(reporter, inheritsEnvironment: true)) == .completed(exitCode: 0))
        #expect(reporter.stdout == "hello bob\n")
    }

    @Test("a file is found from the base directory, wherever the child works")
    func file() async throws {
        let folder = try TemporaryFolder()
        try folder.write("echo \"$0 $1 $PWD\"", to: "script.sh")
        let reporter = RecordingReporter()
        var context = TaskContext.forTest(reporter, in: folder.path)
        context.workingDirectory = "/"
        #expect(
            try await run(["language": "sh", "file": "script.sh", "args": [1]], in: context) == .completed(exitCode: 0))
        #expect(reporter.stdout == "\(folder.path)/script.sh 1 /\n")
    }

    @Test("source lies in a private file with a fitting name, not on the command line, and is removed")
    func privateFile() async throws {
        let reporter = RecordingReporter()
        let source = "# secret words\nstat -c %a \"$0\"; tr '\\0' ' ' < /proc/$$/cmdline"
        _ = try await run(["language": ["sh", "-e"], "source": .string(source)], in: .forTest(reporter))
        let lines = reporter.stdout.split(separator: "\n")
        #expect(lines.first == "600")
        let words = try #require(lines.last).split(separator: " ").map(String.init)
        #expect(words.count == 3 && words[0...1] == ["sh", "-e"] && words[2].hasSuffix(".sh"))
        #expect(!FileManager.default.fileExists(atPath: words[2]))
    }

    @Test("arguments reach the script as they are")
    func arguments() async throws {
        let arguments = TrickyText.known.filter { $0.utf8.count < 10_000 } + TrickyText.random(50, seed: 5)
        let reporter = RecordingReporter()
        let configuration: Value = [
            "language": "sh", "source": "printf '%s\\0' \"$@\"", "args": .list(arguments.map(Value.string))
        ]
        #expect(try await run(configuration, in: .forTest(reporter)) == .completed(exitCode: 0))
        #expect(reporter.bytes(of: .stdout) == Array(arguments.map { $0 + "\0" }.joined().utf8))
    }

    @Test("exit codes mean what the task says")
    func exitCodes() async throws {
        let configuration: Value = ["language": "sh", "source": "exit 4", "retryable_codes": [5]]
        #expect(
            try await run(configuration, in: .forTest())
                == .failed(TaskFailure(.validation, "exit code 4", exitCode: 4)))
    }

    @Test(
        "the summary is the command line",
        arguments: [
            (["language": "awk -f", "file": "a b.awk", "args": ["x"]], "awk -f 'a b.awk' x"),
            (["language": "python3", "source": "a\nb\n", "args": [1]], "python3 <2 lines> 1"),
            (["language": ["node"], "source": "a"], "node <1 line>")
        ] as [(Value, String)])
    func summary(_ configuration: Value, _ summary: String) {
        #expect(ScriptExecutor.summary(of: configuration) == summary)
    }

    @Test(
        "what can't be run is found before it runs",
        arguments: [
            (["language": "sh"], "missing-key"), (["source": "a"], "missing-key"),
            (["language": "sh", "source": "a", "file": "b"], "conflicting-keys"),
            (["language": " ", "source": "a"], "invalid-value"), (["language": [], "source": "a"], "out-of-range"),
            ("echo", "wrong-type")
        ] as [(Value, String)])
    func violations(_ configuration: Value, _ code: String) {
        let executor = RegisteredExecutor(ScriptExecutor(), origin: "test")
        #expect(executor.violations(in: configuration).map(\.code.description) == [code])
    }

    @Test("references in the source are left to the interpreter, those in file and arguments are not")
    func templating() {
        let configuration: Value = ["language": "sh", "source": "${a}", "file": "${b}", "args": ["${c}"]]
        let texts = ScriptExecutor.descriptor.configuration.texts(in: configuration)
        let templating = Dictionary(uniqueKeysWithValues: texts.map { ($0.text, $0.templating) })
        #expect(templating == ["${a}": .none, "${b}": .text, "${c}": .argument])
    }
}
