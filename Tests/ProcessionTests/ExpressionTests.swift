import Foundation
import Procession
import Testing

@Suite("Expressions")
struct ExpressionTests {
    static let inputs: [String: Value] = [
        "x": 3, "name": "Ada", "empty": "", "nothing": nil, "flag": true, "list": [1, 2, 3], "map": ["a": ["b": 7]],
        "length": 5, "ratio": 0.5
    ]

    private func evaluate(_ text: String) throws -> Value {
        try Procession.Expression(parsing: text).evaluate(in: FixedScope(Self.inputs))
    }

    @Test(
        "literals, references and operators have their values",
        arguments: [
            ("1", 1), ("1.5", 1.5), ("1e3", 1000.0), ("true", true), ("null", nil), ("'a\\'b'", "a'b"),
            (#""a\"b\n\u00e9""#, "a\"b\né"), ("[]", []), ("[1, 'a', [x]]", [1, "a", [3]]), ("[1,]", [1]),
            ("9223372036854775808", 9_223_372_036_854_775_808.0),
            // References
            ("x", 3), ("inputs.x", 3), ("inputs['x']", 3), ("tasks.load-data.outputs.rows", 42),
            ("tasks['load-data'].outputs.rows", 42), ("tasks.load-data.outputs['rows']", 42),
            ("tasks.load-data.outputs.rows-2", 40), ("tasks.load-data.outputs.files[1]", "b"),
            ("tasks.load-data.status == 'COMPLETED'", true),
            ("tasks.load-data.outputs", ["rows": 42, "files": ["a", "b"]]),
            ("process.id", "p-1"), ("process.type", "nightly"), ("execution.id", "e-1"),
            ("execution.trigger", "MANUAL"),
            ("task.name", "report"), ("task.attempt", 2), ("secrets.API_KEY", "hunter22"),
            ("secrets.api-key", "hunter23"), ("error.message", "it broke"), ("item.name", "first"),
            ("item.sizes[2]", 3), ("item.sizes[3]", nil), ("item.sizes[-1]", nil), ("item.absent", nil),
            ("item.absent.deeper[0]", nil), ("map.a.b", 7), ("map['a']['b']", 7), ("map[name]", nil),
            // Arithmetic
            ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("7 / 2", 3.5), ("8 / 2", 4), ("7 % 3", 1), ("-7 % 3", -1),
            ("10 - 2 - 3", 5), ("- x", -3), ("--x", 3), ("1 + 0.5", 1.5), ("7.5 % 2", 1.5), ("'a' + 'b'", "ab"),
            ("x - 1", 2), ("x-1", 2), ("-9223372036854775807 - 1", .integer(.min)),
            // Comparison
            ("1 == 1.0", true), ("1 == '1'", false), ("null == false", false), ("'a' < 'b'", true), ("'Z' < 'a'", true),
            ("2 <= 2", true), ("2 >= 2.5", false), ("1 < 2 == true", true), ("[1, 2] == [1.0, 2]", true),
            ("9007199254740993 > 9007199254740992.0", true), ("9223372036854775807 < 9223372036854775808", true),
            ("'\u{e9}' == 'e\u{301}'", false), ("map == from_json('{\"a\":{\"b\":7}}')", true), ("1 != 2", true),
            // Logic
            ("flag && x", true), ("empty || 0", false), ("!empty", true), ("!!'a'", true), ("![]", true),
            ("nothing ?? 'd'", "d"), ("empty ?? 'd'", ""), ("nothing ?? nothing ?? 1", 1),
            ("flag ? 'y' : 'n'", "y"), ("false ? 1 : false ? 2 : 3", 3), ("true ? false ? 1 : 2 : 3", 2),
            ("nothing ?? false || true", true), ("false && true || true", true), ("1 + 1 == 2 && 3 > 2", true),
            ("true || absent", true), ("false && absent", false), ("1 ?? absent", 1), ("true ? 1 : absent", 1)
        ] as [(String, Value)])
    func evaluates(text: String, value: Value) throws {
        #expect(try evaluate(text) == value)
    }

    @Test(
        "functions have their values",
        arguments: [
            ("length('äö')", 2), ("length(list)", 3), ("length(map)", 1), ("length", 5), ("length (name)", 3),
            ("contains('abc', 'bc')", true), ("contains('abc', 'x')", false), ("contains('abc', '')", true),
            ("contains('aabaabaac', 'aabaac')", true), ("contains(list, 2.0)", true), ("contains(map, 'a')", true),
            ("starts_with('abc', 'ab')", true), ("starts_with('abc', 'b')", false), ("ends_with('abc', 'bc')", true),
            ("ends_with('abc', 'abcd')", false), ("lower('ÄB')", "äb"), ("upper('straße')", "STRASSE"),
            ("trim('  a b\\n')", "a b"), ("trim(' ')", ""), ("split('a,b,,c', ',')", ["a", "b", "", "c"]),
            ("split('', ',')", [""]), ("join([1, true, 'x', null], '-')", "1-true-x-"), ("join([], ',')", ""),
            ("join(split('a b', ' '), '+')", "a+b"), ("replace('aXbX', 'X', '--')", "a--b--"),
            ("replace('aaaa', 'aa', 'a')", "aa"), ("to_json(map)", #"{"a":{"b":7}}"#),
            ("from_json('[1, {\"k\": null}]')", [1, ["k": nil]]),
            ("format_date('2026-03-01', '%d.%m.%Y')", "01.03.2026"),
            ("format_date('2024-12-31T23:30:59+01:00', '%Y-%m-%d %H:%M:%S %j %%')", "2024-12-31 22:30:59 366 %"),
            ("format_date('2025-01-01T00:30:00+01:00', '%Y/%j')", "2024/366"),
            ("format_date('1969-12-31 23:59:59.5', '%Y %H')", "1969 23"),
            ("format_date(execution.scheduled_for, '%Y%m%d')", "20260301")
        ] as [(String, Value)])
    func functions(text: String, value: Value) throws {
        #expect(try evaluate(text) == value)
    }

    @Test(
        "what can't be read is refused with place and hint",
        arguments: [
            ("", "there is no expression", "write '$${' for a literal '${'", 0),
            ("1 +", "expected a value, found the end", nil, 3),
            ("a b", "expected an operator or the end, found 'b'", nil, 2),
            ("(1", "expected ')', found the end", nil, 2),
            ("[1 2]", "expected ',', found '2'", nil, 3),
            ("x = 1", "'=' has no meaning here", "compare with '=='", 2),
            ("a & b", "'&' has no meaning here", "write 'and' as '&&'", 2),
            ("1 + ${x}", "'$' has no meaning here", "within an expression, names stand without '${' and '}'", 4),
            ("'abc", "the string that begins here is not closed", nil, 0),
            (#"'\q'"#, "there is no such escape in a string", #"there are \n \r \t \\ \' \" \/ \uXXXX"#, 1),
            (#"'\ud800'"#, "'\\u' needs the four hexadecimal digits of a character", nil, 1),
            ("12ab", "'12' runs into a name", "separate them", 0),
            ("1e999", "'1e999' is too large a number", nil, 0),
            ("process.typ", "'process' has no 'typ'", "did you mean 'type'?", 8),
            ("execution.foo", "'execution' has no 'foo'", "it has id, scheduled_for, trigger", 10),
            ("process", "'process' alone is no value", "write process.id", 7),
            ("inputs", "'inputs' alone is no value", "write inputs.x", 6),
            ("tasks.load-data", "'tasks.load-data' alone is no value", "write tasks.load-data.outputs", 15),
            ("tasks.load-data.output.x", "'tasks.load-data' has no 'output'", "did you mean 'outputs'?", 16),
            ("tasks.Load.status", "'Load' can't name a task", nil, 5),
            ("tasks[x].status", "a name in quotes belongs in the brackets after 'tasks'", nil, 6),
            ("Inputs.x", "'Inputs' can't name an input", "did you mean 'inputs'?", 0),
            ("'ä' + lenght(x)", "there is no function 'lenght'", "did you mean 'length'?", 6),
            ("split('a')", "split takes 2 arguments, not 1", "write split(text, separator)", 0),
            ("x.length()", "values have no functions of their own", "write length(value)", 1),
            ("item.0", "a name belongs after the '.', not '0'", "other keys go in brackets: ['key'], [0]", 5)
        ] as [(String, String, String?, Int)])
    func refuses(text: String, message: String, hint: String?, offset: Int) {
        let error = #expect(throws: ExpressionError.self) { try Procession.Expression(parsing: text) }
        #expect(error == ExpressionError(message, hint: hint, offset: offset))
    }

    @Test(
        "what can't be evaluated says why and where",
        arguments: [
            ("x + 'a'", "'+' adds two numbers or joins two strings, not an integer and a string", 2),
            ("1 + null", "'+' needs two numbers, not an integer and null", 2),
            ("9223372036854775807 + 1", "the result is too large for an integer", 20),
            ("-(-9223372036854775807 - 1)", "the result is too large for an integer", 0),
            ("(-9223372036854775807 - 1) / -1", "the result is too large for an integer", 27),
            ("9223372036854775807 * 2", "the result is too large for an integer", 20),
            ("1e308 * 10", "the result is too large for a number", 6),
            ("1 / 0", "division by zero", 2), ("1 % 0", "division by zero", 2), ("1 / 0.0", "division by zero", 2),
            ("1 < 'a'", "an integer and a string have no order", 2), ("-'a'", "'-' needs a number, not a string", 0),
            ("name.first", "a string has no members", 4), ("x[0]", "an integer has no members", 1),
            ("list['a']", "a list has no 'a'", 4), ("list[0.5]", "a list's index is an integer, not a number", 4),
            ("map[0]", "a map's key is a string, not an integer", 3),
            ("1 + absent", "input(\"absent\") has no value", 4),
            ("length(1)", "length: 'value' must be a string, a list or a map, not an integer", 0),
            ("lower(nothing)", "lower: 'text' must be a string, not null", 0),
            ("split('a', '')", "split: 'separator' must not be empty", 0),
            ("from_json('{')", "from_json: 1:2: expected a string or '}', found the end", 0),
            ("format_date('2026-02-29', '%Y')", "format_date: '2026-02-29' is not a date", 0),
            ("format_date('2026-02-28', '%q')", "format_date: '%q' is not a pattern", 0)
        ])
    func fails(text: String, message: String, offset: Int) {
        let error = #expect(throws: ExpressionError.self) { try evaluate(text) }
        #expect(error?.message == message)
        #expect(error?.offset == offset)
    }

    @Test("format_date counts days as the calendar does, over four centuries")
    func calendar() throws {
        let expression = try Procession.Expression(parsing: "format_date(day, '%Y-%m-%d')")
        let formatter = Date.ISO8601FormatStyle().year().month().day()
        for day in stride(from: -146_097, through: 146_097, by: 97) {
            let text = formatter.format(Date(timeIntervalSince1970: Double(day) * 86_400))
            #expect(try expression.evaluate(in: FixedScope(["day": .string(text)])) == .string(text))
        }
    }

    @Test("references come in order of appearance")
    func references() throws {
        let expression = try Expression(
            parsing: "a ? tasks.load-data.outputs.rows + [secrets.K, b][0] : length(task.name) ?? a")
        #expect(
            expression.references == [
                .input("a"), .taskOutput(task: "load-data", output: "rows"), .secret("K"), .input("b"), .task("name"),
                .input("a")
            ])
    }

    @Test(
        "nesting is refused, not followed into a stack overflow",
        arguments: [
            String(repeating: "(", count: 60_000), String(repeating: "[", count: 60_000),
            String(repeating: "!", count: 60_000) + "x", String(repeating: "-", count: 60_000) + "1",
            Array(repeating: "1", count: 30_000).joined(separator: "+"),
            Array(repeating: "x", count: 20_000).joined(separator: "??"), "x" + String(repeating: ".a", count: 30_000),
            "x" + String(repeating: "[0]", count: 20_000), String(repeating: "x[", count: 20_000),
            String(repeating: "x?", count: 30_000), String(repeating: "lower(", count: 10_000),
            String(repeating: "x?1:", count: 15_000) + "1"
        ])
    func nesting(text: String) {
        let error = #expect(throws: ExpressionError.self) { try Procession.Expression(parsing: text) }
        #expect(error?.message == "the expression has more than 128 levels")
    }

    @Test("a hundred levels are fine")
    func levels() throws {
        #expect(try evaluate(Array(repeating: "1", count: 100).joined(separator: "+")) == 100)
        #expect(try evaluate(String(repeating: "(", count: 100) + "1" + String(repeating: ")", count: 100)) == 1)
    }

    @Test("a text beyond the limit is refused")
    func tooLong() {
        #expect(throws: ExpressionError("the expression is longer than 65536 bytes", offset: 0)) {
            try Procession.Expression(parsing: "'" + String(repeating: "a", count: 65_536) + "'")
        }
    }

    @Test("a short expression can't make a huge text")
    func hugeText() throws {
        let long = Value.string(String(repeating: "a", count: 1 << 20))
        let expression = try Procession.Expression(parsing: "replace(replace(long, 'a', long), 'a', long)")
        let error = #expect(throws: ExpressionError.self) { try expression.evaluate(in: FixedScope(["long": long])) }
        #expect(error?.message == "the text would be longer than 16 MiB")
    }

    @Test("searching for a hostile text takes no longer than reading it", .timeLimit(.minutes(1)))
    func hostileSearch() throws {
        let whole = Value.string(String(repeating: "a", count: 1 << 19))
        let part = Value.string(String(repeating: "a", count: 1 << 18) + "b")
        let scope = FixedScope(["whole": whole, "part": part])
        #expect(try Procession.Expression(parsing: "contains(whole, part)").evaluate(in: scope) == false)
    }

    @Test("no text makes the parser or the evaluation crash", .timeLimit(.minutes(1)))
    func randomTexts() {
        let words = [
            "x", "inputs", "tasks", ".", "[", "]", "(", ")", "?", "??", ":", "||", "&&", "==", "!=", "<", "<=", "+",
            "-",
            "*", "/", "%", "!", "1", "2.5", "9223372036854775807", "'a'", "\"b", "'", "null", "true", "length", "split",
            "replace", "from_json", "format_date", ",", "load-data", "outputs", "status", "item", "${", "}", "\\", " ",
            "\u{301}", "ä", "\u{0}", "secrets", "process", "id"
        ]
        var generator = SeededGenerator(seed: 3)
        let scope = FixedScope(Self.inputs)
        var evaluated = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...12, using: &generator)
            let text = (0..<count).map { _ in words.randomElement(using: &generator) ?? "" }.joined()
            if let expression = try? Procession.Expression(parsing: text), (try? expression.evaluate(in: scope)) != nil
            {
                evaluated += 1
            }
            _ = try? Template(parsing: generator.bytesAsText(upTo: 8) + "${" + text).resolve(in: scope)
        }
        #expect(evaluated > 100)
    }
}
