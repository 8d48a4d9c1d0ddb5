import Procession
import Testing

@Suite("Configuration schemas")
struct ConfigurationSchemaTests {
    static let http: ConfigurationSchema = .object(
        .init([
            .init("url", .string(templating: .url), isRequired: true, "Where the request goes."),
            .init("method", .enumeration(["GET", "POST"]), defaultValue: "GET", "The HTTP method."),
            .init("timeout", .duration, "Bound on the request."),
            .init("retries", .integer(minimum: 0, maximum: 5), "How often."),
            .init("ratio", .number(minimum: 0, maximum: 1), "How much."),
            .init("verbose", .boolean, "Whether to say more."),
            .init("headers", .map(of: .string()), "Headers by name."),
            .init(
                "expect", .oneOf([.integer(minimum: 100), .list(of: .integer(minimum: 100), minimumCount: 1)]),
                "Status."),
            .init("token", .string(pattern: .init("[a-z]+", meaning: "a lower-case word")), "A word."),
            .init("script", .string(templating: .none), "A text for a shell."),
            .init("json", .any, "Any value.")
        ]))
    static let command: ConfigurationSchema = .oneOf([
        .list(of: .string(), minimumCount: 1),
        .object(.init([.init("argv", .list(of: .string(), minimumCount: 1), isRequired: true, "The arguments.")]))
    ])

    /// A violation in one line.
    private static func line(_ violation: ConfigurationSchema.Violation) -> String {
        let path = violation.path.map { step in
            switch step {
            case .key(let key): key
            case .index(let index): String(index)
            }
        }
        let hint = violation.hint.map { " | \($0)" } ?? ""
        let mark = violation.isAboutKey ? " (key)" : ""
        return "\(violation.code) \(path.joined(separator: ".")): \(violation.message)\(hint)\(mark)"
    }

    @Test("a configuration that keeps to the schema has no violations")
    func valid() {
        let value: Value = [
            "url": "https://example.org/${x}", "method": "POST", "timeout": "1m30s", "retries": 5, "ratio": 1,
            "verbose": false, "headers": ["A": "b"], "expect": [200, 201], "token": "abc", "script": "echo ${x}",
            "json": ["a": [1, nil]]
        ]
        #expect(Self.http.violations(in: value) == [])
        #expect(Self.command.violations(in: ["echo", "${x}"]) == [])
        #expect(Self.command.violations(in: ["argv": ["echo"]]) == [])
    }

    @Test("a template fits wherever a scalar is expected")
    func templates() {
        let value: Value = [
            "url": "${x}", "method": "${x}", "timeout": "${x}", "retries": "${x}", "ratio": "${x}", "verbose": "${x}",
            "headers": ["A": "${x}"], "expect": "${x}", "token": "${x}"
        ]
        #expect(Self.http.violations(in: value) == [])
    }

    @Test("every violation is found, with path, code and hint")
    func violations() {
        let value: Value = [
            "methd": "GET", "method": "PSOT", "timeout": "5 minutes", "retries": 6, "ratio": "much", "verbose": "yes",
            "headers": ["B": 1, "A": ["x"]], "expect": [], "token": "ABC", "script": "a\u{0}b"
        ]
        let found = Self.http.violations(in: value).map(Self.line)
        #expect(
            found == [
                "unknown-key methd: 'methd' is not a key of the configuration | "
                    + "its keys are url, method, timeout, retries, ratio, verbose, headers, expect, token, script, json (key)",
                "missing-key : 'url' is missing in the configuration | url: Where the request goes.",
                "invalid-value method: 'method' must be one of GET, POST, not 'PSOT' | did you mean 'POST'?",
                "invalid-value timeout: 'timeout': '5 minutes' is not a duration | "
                    + "write durations such as 250ms, 10s, 5m or 1h30m",
                "out-of-range retries: 'retries' must be at most 5, not 6",
                "wrong-type ratio: 'ratio' must be a number, not a string",
                "wrong-type verbose: 'verbose' must be true or false, not a string",
                "wrong-type headers.A: 'A' must be a string, not a list",
                "wrong-type headers.B: 'B' must be a string, not an integer | quote it: \"1\"",
                "out-of-range expect: 'expect' must have at least 1 element, not 0",
                "invalid-value token: 'token' must be a lower-case word, not 'ABC'",
                "nul-byte script: 'script' contains a NUL byte"
                    + " | arguments, variables and headers can't hold one"
            ])
    }

    @Test("an unknown key gets the nearest name that is still free")
    func nearestKey() {
        let violations = Self.http.violations(in: ["url": "x", "tiemout": "5s"])
        #expect(violations.map(\.hint) == ["did you mean 'timeout'?"])
        #expect(violations.map(\.path) == [[.key("tiemout")]])
    }

    @Test("the kind of a value picks the alternative, so that messages stay sharp")
    func alternatives() {
        #expect(
            Self.command.violations(in: ["echo", ["x"]]).map(\.message)
                == ["element 2 of the configuration must be a string, not a list"])
        #expect(
            Self.command.violations(in: ["args": ["x"]]).map(\.hint) == ["did you mean 'argv'?"])
        #expect(
            Self.command.violations(in: "echo").map(\.message)
                == ["the configuration must be a list or a map, not a string"])
    }

    static let ruled: ConfigurationSchema = .object(
        .init(
            [
                .init("file", .string(), "A file."), .init("url", .string(), "A URL."),
                .init("timeout", .duration, "Bound."), .init("action", .string(), "What to do."),
                .init("argv", .commandLine(templating: .argument), "A program."),
                .init("headers", .map(of: .string(), keys: .init("[a-z]+", meaning: "a lower-case word")), "Headers.")
            ],
            rules: [
                .exactlyOne(of: ["file", "url"]), .needs("timeout", beside: "url"),
                .required("argv", where: "action", is: "run"), .atMostOne(of: ["action", "headers"])
            ]))

    @Test(
        "what keys say of each other is checked, and keys of maps and first elements are",
        arguments: [
            (["file": "a"], []), (["url": "a", "timeout": "1s", "action": "look"], []),
            ([:], ["missing-key : the configuration needs 'file' or 'url' | file: A file."]),
            (
                ["file": "a", "url": "b"],
                ["conflicting-keys url: 'file' and 'url' exclude each other | keep one of them (key)"]
            ),
            (
                ["file": "a", "timeout": "1s"],
                ["missing-key timeout: 'timeout' needs 'url' beside it | url: A URL. (key)"]
            ),
            (
                ["file": "a", "action": "run"],
                ["missing-key : 'action' is 'run', which needs 'argv' | argv: A program."]
            ),
            (["file": "a", "action": "run", "argv": ["${x}"]], []),
            (
                ["file": "a", "argv": ["", ""]],
                ["invalid-value argv.0: element 1 of 'argv' must be the name of a program, not ''"]
            ),
            (
                ["file": "a", "headers": ["A": "x", "b": "y"]],
                ["invalid-name headers.A: 'A' must be a lower-case word (key)"]
            ),
            (
                ["file": "a", "action": "x", "headers": [:]],
                ["conflicting-keys headers: 'action' and 'headers' exclude each other | keep one of them (key)"]
            ),
            (
                ["flie": "a"],
                ["unknown-key flie: 'flie' is not a key of the configuration | did you mean 'file'? (key)"]
            ),
            (
                ["file": "a", "action": "run", "agrv": ["b"]],
                ["unknown-key agrv: 'agrv' is not a key of the configuration | did you mean 'argv'? (key)"]
            ),
            (
                ["file": "a", "urll": "b"],
                ["unknown-key urll: 'urll' is not a key of the configuration | did you mean 'url'? (key)"]
            )
        ] as [(Value, [String])])
    func rules(value: Value, expected: [String]) {
        #expect(Self.ruled.violations(in: value).map(Self.line) == expected)
    }

    @Test("rules are written as JSON Schema, and kinds of scalars as they may be written")
    func jsonSchemaOfRules() throws {
        let schema = Self.ruled.jsonSchema
        let rules = try Value(
            json: #"""
                [{"oneOf": [{"required": ["file"]}, {"required": ["url"]}]},
                 {"dependentRequired": {"timeout": ["url"]}},
                 {"if": {"required": ["action"], "properties": {"action": {"const": "run"}}}, "then": {"required": ["argv"]}},
                 {"not": {"anyOf": [{"required": ["action", "headers"]}]}}]
                """#)
        #expect(schema["allOf"] == rules)
        #expect(schema["properties"]?["headers"]?["propertyNames"] == ["pattern": "^(?:[a-z]+)$"])
        func types(_ pattern: String) -> Value? {
            ConfigurationSchema.string(pattern: .init(pattern, meaning: "x"))
                .jsonSchema { $0 == "3.10" ? 3.1 : .string($0) }["type"]
        }
        #expect(types("[0-9]+[KMG]?") == ["string", "number"])
        #expect(types("20(25|26)") == ["string", "number"])
        #expect(types("[A-Za-z]{2,9}") == ["string", "boolean"])
        #expect(types("/.*") == "string")
        let words = ConfigurationSchema.enumeration(["3.10", "a"]).jsonSchema { $0 == "3.10" ? 3.1 : .string($0) }
        #expect(words["anyOf"]?.list?.first == ["enum": ["3.10", "a", 3.1]])
    }

    @Test("a pattern that backtracks forever is given up", .timeLimit(.minutes(1)))
    func hostilePattern() {
        let schema = ConfigurationSchema.string(pattern: .init("(a+)+b", meaning: "as and a b"))
        #expect(schema.violations(in: "aaab") == [])
        #expect(schema.violations(in: .string(String(repeating: "a", count: 60))).map(\.code) == ["invalid-value"])
    }

    @Test("texts are listed in document order with their templating")
    func texts() {
        let value: Value = [
            "json": ["b": "${y}", "a": ["${x}"]], "script": "echo ${x}", "url": "https://e.org/${x}", "token": "plain",
            "headers": ["A": "$${"]
        ]
        #expect(
            Self.http.texts(in: value) == [
                .init(path: [.key("url")], text: "https://e.org/${x}", templating: .url),
                .init(path: [.key("headers"), .key("A")], text: "$${", templating: .text),
                .init(path: [.key("script")], text: "echo ${x}", templating: .none),
                .init(path: [.key("json"), .key("a"), .index(0)], text: "${x}", templating: .text),
                .init(path: [.key("json"), .key("b")], text: "${y}", templating: .text)
            ])
    }

    @Test("templates resolve as the schema says")
    func resolves() throws {
        let scope = FixedScope([
            "n": 4, "text": "a/b", "digits": "5", "yes": "true", "codes": [200, "201"], "time": "90s", "post": "POST"
        ])
        let value: Value = [
            "url": "https://e.org/${text}", "script": "echo ${n}", "retries": "${digits}", "ratio": "${1/2}",
            "verbose": "${yes}", "headers": ["N": "${n}", "L": "${codes}"], "expect": "${codes}", "timeout": "${time}",
            "method": "${post}", "json": ["n": "${n}", "t": "<${n}>", "l": "$${"], "token": "abc"
        ]
        #expect(
            try Self.http.resolve(value, in: scope) == [
                "url": "https://e.org/a%2Fb", "script": "echo ${n}", "retries": 5, "ratio": 0.5, "verbose": true,
                "headers": ["N": "4", "L": #"[200,"201"]"#], "expect": [200, 201], "timeout": "90s", "method": "POST",
                "json": ["n": 4, "t": "<4>", "l": "${"], "token": "abc"
            ])
    }

    @Test(
        "a value that doesn't fit its place is an error that says so",
        arguments: [
            ("retries", "${text}", "'retries' must be an integer, not a string"),
            ("retries", "${9}", "'retries' must be at most 5, not 9"),
            ("timeout", "${nothing}", "'timeout' must be a duration, not null"),
            ("method", "${text}", "'method' must be one of GET, POST, not 'a b'"),
            ("url", "${text}", "the value that begins the URL is not an http or https URL"),
            ("headers", ["A": "${nul}"], "'A' contains a NUL byte")
        ] as [(String, Value, String)])
    func unfit(key: String, value: Value, message: String) {
        let scope = FixedScope(["text": "a b", "nothing": nil, "nul": "\u{0}"])
        let error = #expect(throws: ExpressionError.self) { try Self.http.resolve([key: value], in: scope) }
        #expect(error?.message == message)
    }

    @Test("the schema is written as JSON Schema")
    func jsonSchema() throws {
        let schema: ConfigurationSchema = .object(
            .init([
                .init("argv", .list(of: .string(), minimumCount: 1), isRequired: true, "The arguments."),
                .init("wait", .duration, defaultValue: "10s", "How long."),
                .init("count", .integer(minimum: 1), "How many.")
            ]))
        let expected = try Value(
            json: #"""
                {"type": "object", "additionalProperties": false, "required": ["argv"], "properties": {
                  "argv": {"type": "array", "items": {"type": "string"}, "minItems": 1, "description": "The arguments."},
                  "wait": {"default": "10s", "description": "How long.", "anyOf": [
                    \#(DurationText.jsonSchema(.zero ... DurationText.longest).json),
                    {"type": "string", "pattern": "\\$\\{"}]},
                  "count": {"description": "How many.", "anyOf": [
                    {"type": "integer", "minimum": 1}, {"type": "string", "pattern": "\\$\\{"}]}}}
                """#)
        #expect(schema.jsonSchema == expected)
        #expect(ConfigurationSchema.any.jsonSchema == [:])
        #expect(
            ConfigurationSchema.oneOf([.boolean, .map(of: .any)]).jsonSchema == [
                "anyOf": [
                    ["anyOf": [["type": "boolean"], ["type": "string", "pattern": "\\$\\{"]]],
                    ["type": "object", "additionalProperties": [:]]
                ]
            ])
    }
}
