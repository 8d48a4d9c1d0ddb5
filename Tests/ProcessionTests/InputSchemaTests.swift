import Foundation
import Procession
import Testing

@Suite("Input schemas")
struct InputSchemaTests {
    static let pipeline: InputSchema = [
        InputSpec(name: "input_file", type: .path, isRequired: true, description: "JSON file."),
        InputSpec(name: "output_dir", type: .path, isRequired: true),
        InputSpec(name: "user_id", defaultValue: "anonymous"),
        InputSpec(name: "batch_size", type: .integer, defaultValue: 100, minimum: 1)
    ]

    private func problems(_ schema: InputSchema, _ raw: RawInput) throws -> [Diagnostic] {
        do {
            return try schema.validate(raw).warnings
        } catch {
            return error.diagnostics
        }
    }

    @Test("the documented key-value form is read, typed and kept as it was given")
    func documentedForm() throws {
        let text = "input_file:/data/input.json;output_dir:/data/output;user_id:user123;batch_size:100"
        let input = try Self.pipeline.validate(.text(text))
        #expect(
            input.values == [
                "input_file": "/data/input.json", "output_dir": "/data/output", "user_id": "user123", "batch_size": 100
            ])
        #expect(input.stored == text)
        #expect(input.extra.isEmpty)
        #expect(input.warnings.isEmpty)
    }

    @Test("all three forms give the same values, and what is stored reads back as them")
    func forms() throws {
        let forms: [RawInput] = [
            .text("input_file:a;output_dir:b;batch_size:7"),
            .text(#" {"input_file": "a", "output_dir": "b", "batch_size": 7}"#),
            .pairs([
                .init(key: "input_file", value: "a"), .init(key: "output_dir", value: "b"),
                .init(key: "batch_size", value: "7")
            ]),
            .values(["input_file": "a", "output_dir": "b", "batch_size": 7])
        ]
        for form in forms {
            let input = try Self.pipeline.validate(form)
            #expect(input.values == ["input_file": "a", "output_dir": "b", "user_id": "anonymous", "batch_size": 7])
            #expect(try Self.pipeline.validate(.text(input.stored)).values == input.values)
        }
        #expect(try InputSchema().validate(.none).stored == "{}")
        #expect(try InputSchema().validate(.text("")).values.isEmpty)
    }

    @Test("every problem is reported at once, with its place")
    func allProblems() throws {
        let error = #expect(throws: ProcessionError.self) {
            try Self.pipeline.validate(.text("batch_size:0;\nuser:x;output_dir:a;\noutput_dir:b"))
        }
        #expect(
            error?.description == """
                error[invalid-input]: the input has 3 problems
                <input>:1:12: error[out-of-range]: 'batch_size' must be at least 1, not 0
                 1 | batch_size:0;
                   |            ^
                <input>:2:1: warning[unknown-key]: 'user' is not an input of this type; it is kept as configuration
                 2 | user:x;output_dir:a;
                   | ^^^^
                   = hint: did you mean 'user_id'?
                <input>:3:1: error[duplicate-key]: 'output_dir' is given twice
                 3 | output_dir:b
                   | ^^^^^^^^^^
                <input>: error[missing-input]: the input 'input_file' is missing
                   = hint: input_file: JSON file.
                """)
    }

    @Test("a broken JSON object is reported with its place")
    func brokenJSON() throws {
        let error = #expect(throws: ProcessionError.self) { try Self.pipeline.validate(.text("{\"a\": 1,\n \"b\" 2}")) }
        #expect(
            error?.description == """
                error[invalid-input]: the input is not JSON
                <input>:2:6: error[malformed-input]: expected ':', found '2'
                 2 |  "b" 2}
                   |      ^
                """)
    }

    @Test("a key that comes twice in JSON is refused by name")
    func duplicateKeys() throws {
        let error = #expect(throws: ProcessionError.self) {
            try Self.pipeline.validate(.text("{\"input_file\": \"a\",\n \"input_file\": \"b\", \"output_dir\": \"c\"}"))
        }
        #expect(
            error?.description == """
                error[invalid-input]: the input has a problem
                <input>:2:2: error[duplicate-key]: 'input_file' is given twice
                 2 |  "input_file": "b", "output_dir": "c"}
                   |  ^
                   = hint: keep one of the two
                """)
        let inner = try problems(
            [InputSpec(name: "x", type: .map)], .pairs([.init(key: "x", value: #"{"a": 1, "a": 2}"#)]))
        #expect(inner.map { "\($0.code): \($0.message)" } == ["duplicate-key: 'x' has the key 'a' twice"])
    }

    @Test("unknown keys are kept, with the nearest name as a warning")
    func extraKeys() throws {
        let input = try Self.pipeline.validate(.text("input_file:a;output_dir:b;batchsize:7;note:x"))
        #expect(input.extra == ["batchsize": "7", "note": "x"])
        #expect(input.warnings.map(\.hint) == ["did you mean 'batch_size'?", nil])
        #expect(input.warnings.allSatisfy { $0.severity == .warning && $0.code == "unknown-key" })
    }

    @Test(
        "a text is read as the declared type wants it",
        arguments: [
            (.string, "no", "no"), (.string, "3.10", "3.10"), (.string, "", ""), (.string, " a ", " a "),
            (.string, "null", "null"), (.integer, "42", 42), (.integer, " -7 ", -7), (.integer, "007", 7),
            (.number, "3.10", 3.1), (.number, "5", 5), (.number, "-1e3", -1000.0), (.boolean, "true", true),
            (.boolean, "false", false), (.duration, "1h30m", "1h30m"), (.date, "2026-02-28", "2026-02-28"),
            (.date, "2024-02-29T23:59:60+14:00", "2024-02-29T23:59:60+14:00"),
            (.url, "https://e.org:8/x?y#z", "https://e.org:8/x?y#z"),
            (.url, "file:///a", "file:///a"), (.url, "mailto:a@b", "mailto:a@b"), (.list, "[1, \"a\"]", [1, "a"]),
            (.list, "a, b,,c", ["a", "b", "", "c"]), (.list, "", []), (.list, "a", ["a"]),
            (.map, #"{"a": [1]}"#, ["a": [1]]),
            (.path, "/a/./b", "/a/./b")
        ] as [(ValueType, String, Value)])
    func reads(type: ValueType, text: String, value: Value) throws {
        let schema: InputSchema = [InputSpec(name: "x", type: type)]
        #expect(try schema.validate(.pairs([.init(key: "x", value: text)])).values == ["x": value])
    }

    @Test(
        "a text that is none of the type is refused",
        arguments: [
            (.integer, "1.0"), (.integer, ""), (.integer, "9223372036854775808"), (.integer, "1_000"),
            (.integer, "0x10"),
            (.number, "nan"), (.number, "inf"), (.number, "0x1p3"), (.number, "1e999"), (.number, "1,5"),
            (.boolean, "yes"),
            (.boolean, "True"), (.boolean, "1"), (.duration, "10"), (.duration, "-5s"), (.date, "2026-02-29"),
            (.date, "2026-13-01"), (.date, "01.02.2026"), (.date, "2026-01-01T24:00:00"), (.date, "2026-01-01T"),
            (.date, "2026-01-01T10:00:00+1"), (.date, "2026-01-01T10:00:00.Z"), (.url, "example.org"),
            (.url, "https://"),
            (.url, "https:///x"), (.url, "https://a b"), (.url, ":x"), (.url, "1a:x"), (.list, "[1"), (.map, "[1]"),
            (.map, "a")
        ] as [(ValueType, String)])
    func refuses(type: ValueType, text: String) throws {
        let schema: InputSchema = [InputSpec(name: "x", type: type)]
        let problems = try problems(schema, .pairs([.init(key: "x", value: text)]))
        #expect(problems.map(\.code) == ["wrong-type"])
        #expect(problems.map(\.keyPath) == ["x"])
    }

    @Test(
        "a typed value of another type is refused",
        arguments: [
            (.string, 5), (.integer, 1.5), (.integer, true), (.number, "x"), (.number, .number(.infinity)),
            (.boolean, 0),
            (.path, ["a"]), (.list, ["a": 1]), (.map, [1]), (.date, 2026)
        ] as [(ValueType, Value)])
    func refusesValues(type: ValueType, value: Value) throws {
        #expect(try problems([InputSpec(name: "x", type: type)], .values(["x": value])).map(\.code) == ["wrong-type"])
    }

    @Test(
        "rules beyond the type are checked",
        arguments: [
            (
                InputSpec(name: "x", allowed: ["fast", "slow"]), "fsat",
                "not-allowed: 'x' must be one of fast, slow, not 'fsat'"
            ),
            (
                InputSpec(name: "x", type: .integer, allowed: [1, 2]), "3",
                "not-allowed: 'x' must be one of 1, 2, not '3'"
            ),
            (InputSpec(name: "x", type: .integer, minimum: 1), "0", "out-of-range: 'x' must be at least 1, not 0"),
            (InputSpec(name: "x", type: .number, maximum: 1.5), "2", "out-of-range: 'x' must be at most 1.5, not 2"),
            (
                InputSpec(name: "x", type: .duration, maximum: 90), "2m",
                "out-of-range: 'x' must be at most 1m30s, not 2m"
            ),
            (InputSpec(name: "x", pattern: "[a-z]+"), "abc1", "pattern-mismatch: 'x' must match '[a-z]+', not 'abc1'"),
            (InputSpec(name: "x", pattern: "a|ab"), "abc", "pattern-mismatch: 'x' must match 'a|ab', not 'abc'"),
            (InputSpec(name: "x", maximumLength: 2), "äöü", "too-long: 'x' must have at most 2 characters, not 3"),
            (InputSpec(name: "x", minimumLength: 1), "", "too-short: 'x' must have at least 1 character, not 0"),
            (
                InputSpec(name: "x", type: .list, minimumLength: 2), "a",
                "too-short: 'x' must have at least 2 elements, not 1"
            ),
            (
                InputSpec(name: "x", type: .list, items: .integer), "1,b",
                "wrong-type: 'x' must be an integer, not 'b' in element 2"
            ),
            (
                InputSpec(name: "x", type: .path, mustExist: true), "/nonexistent/file",
                "no-such-file: 'x' names a file that doesn't exist: '/nonexistent/file'"
            ),
            (InputSpec(name: "x"), "a\u{0}b", "nul-byte: 'x' contains a NUL byte")
        ])
    func constraints(spec: InputSpec, text: String, problem: String) throws {
        let problems = try problems([spec], .pairs([.init(key: "x", value: text)]))
        #expect(problems.map { "\($0.code): \($0.message)" } == [problem])
    }

    @Test("rules for a path hold for what was given, not for where it leads")
    func pathRules() throws {
        let schema: InputSchema = [
            InputSpec(name: "a", type: .path, allowed: ["in.json"]),
            InputSpec(name: "b", type: .path, pattern: "[a-z]+\\.csv", maximumLength: 6)
        ]
        let input = try schema.validate(.text("a:in.json;b:in.csv"), baseDirectory: "/base")
        #expect(input.values == ["a": "/base/in.json", "b": "/base/in.csv"])
    }

    @Test("values that keep to the rules pass")
    func withinRules() throws {
        let schema: InputSchema = [
            InputSpec(name: "a", allowed: ["fast", "slow"], pattern: "fa?st|slow", minimumLength: 4, maximumLength: 4),
            InputSpec(name: "b", type: .list, maximumLength: 2, items: .integer),
            InputSpec(name: "c", type: .duration, minimum: 60, maximum: 60),
            InputSpec(name: "d", type: .path, mustExist: true)
        ]
        let input = try schema.validate(
            .pairs([
                .init(key: "a", value: "fast"), .init(key: "b", value: "1, 2"), .init(key: "c", value: "60s"),
                .init(key: "d", value: ".")
            ]), baseDirectory: NSTemporaryDirectory())
        #expect(input.values["b"] == [1, 2])
    }

    @Test("a pattern that backtracks forever ends in an error", .timeLimit(.minutes(1)))
    func hostilePattern() throws {
        let spec = InputSpec(name: "x", pattern: "(a+)+b")
        let text = String(repeating: "a", count: 60)
        let problems = try problems([spec], .pairs([.init(key: "x", value: text)]))
        #expect(problems.map(\.message) == ["'x' takes too long to compare with '(a+)+b'"])
    }

    @Test(
        "relative paths start at the base directory; what was given is stored",
        arguments: [
            ("data/in.json", "/base/data/in.json"), ("./in.json", "/base/in.json"), ("../in", "/base/../in"),
            ("/in", "/in"), (".", "/base"), ("", "")
        ])
    func paths(text: String, path: String) throws {
        let schema: InputSchema = [InputSpec(name: "x", type: .path, defaultValue: .string(text))]
        let input = try schema.validate(.text("x:\(text)"), baseDirectory: "/base/")
        #expect(input.values == ["x": .string(path)])
        #expect(input.stored == "x:\(text)")
        #expect(try schema.validate(.none, baseDirectory: "/base").values == ["x": .string(path)])
        #expect(try schema.validate(.none).values == ["x": .string(text)])
    }

    @Test("an absent input is its default in its type, or null")
    func defaults() throws {
        let schema: InputSchema = [
            InputSpec(name: "a", type: .integer, defaultValue: "7"), InputSpec(name: "b", type: .map),
            InputSpec(name: "c", type: .list, isRequired: true, defaultValue: "x,y")
        ]
        #expect(try schema.validate(.none).values == ["a": 7, "b": nil, "c": ["x", "y"]])
        #expect(try schema.validate(.values(["a": nil])).values["a"] == 7)
    }

    @Test("a secret input holds the name of a known secret, and no message repeats anything else")
    func secrets() throws {
        let schema: InputSchema = [
            InputSpec(name: "api_key", isRequired: true, isSecret: true), InputSpec(name: "n", type: .integer)
        ]
        let input = try schema.validate(.text("api_key:DEPLOY"), isKnownSecret: { $0 == "DEPLOY" })
        #expect(input.values["api_key"] == "DEPLOY")
        for text in [
            "api_key:hunter2;n:x", "api_key:hunter2;hunter2", #"{"api_key": "hunter2"}"#, #"{"api_key": "hunter2" 1"#,
            "api_key:hunter2\u{0}"
        ] {
            let error = #expect(throws: ProcessionError.self) { try schema.validate(.text(text)) }
            #expect(error?.description.contains("hunter2") == false)
        }
        #expect(
            try problems(schema, .text("api_key:hunter2;n:x")).map(\.code) == ["unknown-secret", "wrong-type"])
    }

    @Test("many keys on one line cost one reading of it", .timeLimit(.minutes(1)))
    func manyKeys() throws {
        let text = (0..<20_000).map { "key_\($0):value" }.joined(separator: ";")
        let input = try Self.pipeline.validate(.text("input_file:a;output_dir:b;" + text))
        #expect(input.extra.count == 20_000)
        #expect(input.warnings.last?.location?.column == 26 + text.count - "key_19999:value".count + 1)
    }

    @Test("no input makes the check crash", .timeLimit(.minutes(1)))
    func randomInput() {
        let schema = InputSchema(
            ValueType.allCases.map { type in
                InputSpec(
                    name: type.rawValue, type: type, minimum: 1, maximum: 5, pattern: "[a-z0-9]*", minimumLength: 1,
                    items: .integer)
            })
        var generator = SeededGenerator(seed: 7)
        let names = ValueType.allCases.map(\.rawValue)
        let alphabet = Array("0123456789abc:;\\-+.,[]{}\"TZ \n".unicodeScalars) + ["\u{0}", "\u{301}"]
        for _ in 0..<1000 {
            let text = (0..<4).map { _ in
                "\(names.randomElement(using: &generator) ?? ""):\(generator.text(upTo: 10, from: alphabet))"
            }.joined(separator: ";")
            _ = try? schema.validate(.text(text), baseDirectory: "/base")
            _ = try? schema.validate(.text("{\(text)"))
            _ = try? schema.validate(.text(generator.bytesAsText(upTo: 40)))
        }
    }

    @Test("problems of a schema name the input and the key at fault")
    func schemaProblems() {
        let schema: InputSchema = [
            InputSpec(name: "Bad"), InputSpec(name: "a", type: .integer, defaultValue: 0, minimum: 1),
            InputSpec(name: "a"), InputSpec(name: "b", minimum: 1), InputSpec(name: "c", pattern: "("),
            InputSpec(name: "d", type: .number, minimum: 2, maximum: 1),
            InputSpec(name: "e", type: .integer, allowed: [1, "x"]),
            InputSpec(name: "f", defaultValue: "x", isSecret: true),
            InputSpec(name: "g", defaultValue: "c", allowed: ["a", "b"]),
            InputSpec(name: "h", type: .path, defaultValue: "/nonexistent", mustExist: true),
            InputSpec(name: "i", minimumLength: 3, maximumLength: 2), InputSpec(name: "j", pattern: "a)(b"),
            InputSpec(name: "k", type: .boolean, isSecret: true), InputSpec(name: "l", allowed: [])
        ]
        #expect(
            schema.problems().map { "\($0.input).\($0.key ?? "-") \($0.code): \($0.message)" } == [
                "Bad.- invalid-name: 'Bad' can't name an input",
                "a.default out-of-range: the default must be at least 1, not 0",
                "a.- duplicate-key: the input 'a' is declared twice",
                "b.minimum misplaced-key: 'minimum' has no meaning for the type 'string'",
                "c.pattern invalid-value: '(' is not a regular expression",
                "d.maximum out-of-range: 'maximum' is less than 'minimum'",
                "e.enum wrong-type: a value of 'enum' must be an integer, not 'x'",
                "f.default invalid-value: a secret can't have a default",
                "g.default not-allowed: the default must be one of a, b, not 'c'",
                "i.max_length out-of-range: 'max_length' is less than 'min_length'",
                "j.pattern invalid-value: 'a)(b' is not a regular expression",
                "k.secret misplaced-key: 'secret' has no meaning for the type 'boolean'",
                "l.enum invalid-value: 'enum' allows no value at all"
            ])
        #expect(Self.pipeline.problems().isEmpty)
    }

    @Test("a pattern is held against many texts at the same time")
    func patternsAtOnce() async throws {
        let schema = InputSchema([InputSpec(name: "code", type: .string, pattern: "(a|b)*c[0-9]{2,}")])
        let wrong = await withTaskGroup(of: Int.self) { group in
            for task in 0..<64 {
                group.addTask {
                    (0..<100).count { number in
                        let isRight = (task + number) % 2 == 0
                        let text = String(repeating: "ab", count: number) + "c\(isRight ? "42" : "4")"
                        let isAccepted = (try? schema.validate(.values(["code": .string(text)]))) != nil
                        return isAccepted != isRight
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
