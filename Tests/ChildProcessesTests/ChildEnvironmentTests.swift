import ChildProcesses
import Foundation
import Procession
import ProcessionTesting
import Testing

@Suite("a child's environment", .timeLimit(.minutes(1)))
struct ChildEnvironmentTests {
    private func environment(_ context: TaskContext) async throws -> [String: String] {
        let reporter = RecordingReporter()
        let result = await TaskChild([.text("env"), .text("-0")]).run(in: context.reporting(to: reporter))
        #expect(result == .completed(exitCode: 0))
        let entries = reporter.stdout.split(separator: "\0").map { $0.split(separator: "=", maxSplits: 1) }
        return Dictionary(entries.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") }) { first, _ in first }
    }

    @Test("it holds the allow-list, what was declared, and what Procession says; nothing else")
    func contents() async throws {
        let deadline = Date(timeIntervalSince1970: 1_900_000_000.9)
        let context = TaskContext.forTest(environment: ["MODE": "fast", "EMPTY": ""], deadline: deadline)
        let environment = try await environment(context)
        let inherited = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TZ", "TMPDIR"]
        let own = environment.filter { !inherited.contains($0.key) && !$0.key.hasPrefix("LC_") }
        #expect(
            own.filter { $0.key != "PROCESSION_OUTPUT" } == [
                "MODE": "fast", "EMPTY": "", "PROCESSION_PROCESS_ID": "process-1",
                "PROCESSION_EXECUTION_ID": "execution-1", "PROCESSION_TASK": "greet", "PROCESSION_ATTEMPT": "2",
                "PROCESSION_IDEMPOTENCY_KEY": "key-1", "PROCESSION_DEADLINE": "1900000000",
                "PROCESSION_ATTEMPT_ID": "execution-1/\(context.taskID)/2"
            ])
        #expect(environment["PATH"] == ProcessInfo.processInfo.environment["PATH"])
        #expect(environment["PROCESSION_OUTPUT"]?.hasPrefix("/") ?? false)
    }

    @Test("it holds everything that the engine has where the type asks for that")
    func inheriting() async throws {
        let environment = try await environment(.forTest(inheritsEnvironment: true))
        for (name, value) in ProcessInfo.processInfo.environment where !name.hasPrefix("PROCESSION_") && name != "_" {
            #expect(environment[name] == value)
        }
    }

    @Test(
        "an input arrives as text under its own name",
        arguments: [
            ("a b", "a b"), (7, "7"), (2.5, "2.5"), (true, "true"), (nil, ""), ([1, "b"], #"[1,"b"]"#),
            (["k": "v"], #"{"k":"v"}"#)
        ] as [(Value, String)])
    func inputs(_ value: Value, _ text: String) async throws {
        let environment = try await environment(.forTest(inputs: ["given": value]))
        #expect(environment["given"] == text)
    }

    @Test("what is declared outweighs an input, and no input takes the name of a system's variable")
    func precedence() async throws {
        let context = TaskContext.forTest(
            inputs: ["mode": "input", "PATH": "/evil", "LD_PRELOAD": "/evil.so", "PROCESSION_TASK": "evil"],
            environment: ["mode": "declared"])
        let environment = try await environment(context)
        #expect(environment["mode"] == "declared")
        #expect(environment["PATH"] == ProcessInfo.processInfo.environment["PATH"])
        #expect(environment["LD_PRELOAD"] == nil)
        #expect(environment["PROCESSION_TASK"] == "greet")
    }

    @Test("all inputs are in a private file, which is gone afterwards; too large ones are only there")
    func inputsFile() async throws {
        let large = String(repeating: "é", count: 70_000)
        let reporter = RecordingReporter()
        let text = """
            cat "$PROCESSION_INPUTS"; stat -c '%a %U' "$PROCESSION_INPUTS" >&2
            stat -c %a "$(dirname "$PROCESSION_INPUTS")" >&2; echo "$PROCESSION_INPUTS ${large-unset} $small" >&2
            """
        let inputs: [String: Value] = ["large": .string(large), "small": 1, "odd name": [true, nil]]
        let context = TaskContext.forTest(reporter, inputs: inputs)
        let result = await TaskChild([.text("sh"), .text("-c"), .text(text)]).run(in: context)
        #expect(result == .completed(exitCode: 0))
        #expect(try Value(json: reporter.stdout) == .map(inputs))
        let lines = reporter.stderr.split(separator: "\n")
        #expect(lines[0] == "600 \(NSUserName())")
        #expect(lines[1] == "700")
        #expect(lines[2].hasSuffix(" unset 1"))
        let path = String(lines[2].split(separator: " ")[0])
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(
        "a NUL byte is refused wherever it stands",
        arguments: [
            ("argument 1", TaskChild([.text("echo"), .text("a\0b")]), TaskContext.forTest()),
            ("input 'given'", TaskChild([.text("true")]), .forTest(inputs: ["given": "a\0b"])),
            ("variable 'MODE'", TaskChild([.text("true")]), .forTest(environment: ["MODE": "a\0b"]))
        ])
    func nulBytes(_ place: String, _ child: TaskChild, _ context: TaskContext) async {
        let result = await child.run(in: context)
        let message = "\(place) holds a NUL byte, which no program can be given"
        #expect(result == .failed(TaskFailure(.validation, message, code: "nul-byte")))
    }

    @Test("a NUL byte within a list is six harmless characters of JSON")
    func nulByteInList() async throws {
        #expect(try await environment(.forTest(inputs: ["given": ["a\0b"]]))["given"] == #"["a\u0000b"]"#)
    }
}
