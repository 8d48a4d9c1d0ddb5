import ChildProcesses
import Foundation
import Procession
import ProcessionTesting
import Testing

@Suite("the outputs of a child", .timeLimit(.minutes(1)))
struct OutputTests {
    /// What comes of a child that leaves `content` as its outputs.
    private func result(of content: [UInt8], declared: [String: ValueType] = [:]) async throws -> TaskResult {
        let folder = try TemporaryFolder()
        try Data(content).write(to: URL(fileURLWithPath: "\(folder.path)/content"))
        return await run("cat content > \"$PROCESSION_OUTPUT\"", in: .forTest(in: folder.path, outputs: declared))
    }

    private func run(_ text: String, in context: TaskContext) async -> TaskResult {
        await TaskChild([.text("sh"), .text("-c"), .text(text)]).run(in: context)
    }

    private func invalid(_ message: String) -> TaskResult {
        .failed(TaskFailure(.validation, message, code: "invalid-output"))
    }

    @Test(
        "they are read from lines, blocks and JSON",
        arguments: [
            ("", [:]),
            ("a=1", ["a": "1"]),
            ("a=1\nb=two words \n\nc=x=y\n", ["a": "1", "b": "two words ", "c": "x=y"]),
            ("a=\n", ["a": ""]),
            ("a=first\na=last\n", ["a": "last"]),
            ("a<<END\none\n\n two=2\nEND\nb=3\n", ["a": "one\n\n two=2", "b": "3"]),
            ("a<<END\nEND\n", ["a": ""]),
            ("a<<=\nx\n=\n", ["a": "x"]),
            ("a=cr\r\nb=ü\n", ["a": "cr\r", "b": "ü"]),
            (#"{"a": 1, "b": [true, null], "c": "t"}"#, ["a": 1, "b": [true, nil], "c": "t"]),
            ("\n  {\"a\": {\"b\": 1.5}}\n", ["a": ["b": 1.5]])
        ] as [(String, [String: Value])])
    func forms(_ content: String, _ expected: [String: Value]) async throws {
        #expect(try await result(of: Array(content.utf8)) == .completed(outputs: expected, exitCode: 0))
    }

    @Test(
        "what is no output is refused with its place",
        arguments: [
            (
                "a=1\nhello world\n",
                "line 2 of $PROCESSION_OUTPUT is neither 'name=value' nor 'name<<END': 'hello world'; in names, use "
                    + "lower-case letters, digits and '_', a letter first"
            ),
            (
                "Rows=1",
                "line 1 of $PROCESSION_OUTPUT is neither 'name=value' nor 'name<<END': 'Rows=1'; in names, use "
                    + "lower-case letters, digits and '_', a letter first"
            ),
            (
                "\na<<END\none\n END\n",
                "the block that line 2 of $PROCESSION_OUTPUT begins has no line 'END' to end it"
            ),
            (
                #"{"A b": 1}"#,
                "'A b' in $PROCESSION_OUTPUT can't name an output; use lower-case letters, digits and '_', a letter first"
            ),
            ("a=x\0y", "output 'a' (line 1 of $PROCESSION_OUTPUT) holds a NUL byte")
        ])
    func malformed(_ content: String, _ message: String) async throws {
        #expect(try await result(of: Array(content.utf8)) == invalid(message))
    }

    @Test("broken JSON is refused")
    func brokenJSON() async throws {
        guard case .failed(let failure) = try await result(of: Array(#"{"a": 1"#.utf8)) else {
            Issue.record("should have failed")
            return
        }
        #expect(failure.message.hasPrefix("$PROCESSION_OUTPUT begins like a JSON object, but is none: "))
    }

    @Test(
        "declared outputs get their types",
        arguments: [
            (.integer, "12", 12), (.integer, " -3 ", -3), (.number, "1", 1), (.number, "2.5e3", 2500.0),
            (.boolean, "true", true), (.string, " 12 ", " 12 "), (.path, "/a b", "/a b"),
            (.url, "https://example.org/x", "https://example.org/x"), (.duration, "1h30m", "1h30m"),
            (.date, "2026-02-28", "2026-02-28"), (.date, "2026-02-28T10:00:00Z", "2026-02-28T10:00:00Z"),
            (.date, "2026-02-28T10:00:00.5+02:00", "2026-02-28T10:00:00.5+02:00"),
            (.list, "[1, 2]", [1, 2]), (.list, "a, b", ["a", "b"]), (.map, #"{"a": 1}"#, ["a": 1])
        ] as [(ValueType, String, Value)])
    func typed(_ type: ValueType, _ text: String, _ value: Value) async throws {
        let result = try await result(of: Array("out=\(text)".utf8), declared: ["out": type])
        #expect(result == .completed(outputs: ["out": value], exitCode: 0))
    }

    @Test(
        "what is not of the declared type is refused",
        arguments: [
            (.integer, "1.5", "an integer"), (.integer, "99999999999999999999", "an integer"),
            (.number, "many", "a number"), (.number, "nan", "a number"), (.boolean, "yes", "true or false"),
            (.url, "not a url", "a URL"), (.duration, "soon", "a duration"), (.date, "2026-02-30", "a date"),
            (.date, "tomorrow", "a date"), (.map, "x", "a map")
        ] as [(ValueType, String, String)])
    func mistyped(_ type: ValueType, _ text: String, _ expected: String) async throws {
        let result = try await result(of: Array("\nout=\(text)".utf8), declared: ["out": type])
        #expect(
            result == invalid("output 'out' (line 2 of $PROCESSION_OUTPUT) must be \(expected), not '\(text)'"))
    }

    @Test("JSON values are checked against their declared types, too")
    func typedJSON() async throws {
        let declared: [String: ValueType] = ["a": .integer, "b": .string, "c": .list]
        let good = try await result(of: Array(#"{"a": "3", "b": "4", "c": []}"#.utf8), declared: declared)
        #expect(good == .completed(outputs: ["a": 3, "b": "4", "c": []], exitCode: 0))
        let bad = try await result(of: Array(#"{"a": [1], "b": "", "c": []}"#.utf8), declared: declared)
        #expect(bad == invalid("output 'a' must be an integer, not a list"))
    }

    @Test("a declared output that was not written is missed")
    func missing() async throws {
        let result = try await result(of: Array("a=1".utf8), declared: ["a": .integer, "c": .string, "b": .string])
        #expect(result == invalid("declared but not written to $PROCESSION_OUTPUT: 'b', 'c'"))
    }

    @Test("they are not read after a failure")
    func afterFailure() async {
        let result = await run("echo 'no output' > \"$PROCESSION_OUTPUT\"; exit 5", in: .forTest())
        #expect(result == .failed(TaskFailure(.runtime, "exit code 5", exitCode: 5)))
    }

    @Test("large values and files are refused")
    func tooLarge() async throws {
        let fits = String(repeating: "x", count: 64 * 1024)
        #expect(
            try await result(of: Array("a=\(fits)".utf8)) == .completed(outputs: ["a": .string(fits)], exitCode: 0))
        #expect(
            try await result(of: Array("a=\(fits)x".utf8))
                == invalid("output 'a' (line 1 of $PROCESSION_OUTPUT) is larger than 64 KiB"))
        let flood = await run("head -c 2000000 /dev/zero > \"$PROCESSION_OUTPUT\"", in: .forTest())
        #expect(flood == invalid("$PROCESSION_OUTPUT is larger than 1 MiB"))
    }

    @Test("bytes that are not UTF-8 are refused")
    func notUTF8() async throws {
        #expect(try await result(of: [0x61, 0x3d, 0xff, 0xfe]) == invalid("$PROCESSION_OUTPUT is not UTF-8"))
    }

    @Test(
        "whatever else a child puts in the place of the file is refused, without waiting, and removed",
        arguments: [
            "mkfifo \"$PROCESSION_OUTPUT\"", "ln -s /etc/passwd \"$PROCESSION_OUTPUT\"",
            "mkdir -p \"$PROCESSION_OUTPUT/sub\"", "ln -s /dev/zero \"$PROCESSION_OUTPUT\""
        ])
    func notAFile(_ text: String) async throws {
        let reporter = RecordingReporter()
        let result = await run("\(text); echo \"$PROCESSION_OUTPUT\"", in: .forTest(reporter))
        #expect(result == invalid("what is at $PROCESSION_OUTPUT is no regular file"))
        let path = reporter.stdout.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect((try? FileManager.default.attributesOfItem(atPath: path)) == nil)
    }
}
