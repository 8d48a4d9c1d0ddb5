import Foundation
import Procession
import Testing

@Suite("JSON texts")
struct JSONTextTests {
    @Test(
        "a text is read as RFC 8259 says",
        arguments: [
            ("null", nil), (" true\n", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12), ("1.5", 1.5),
            ("1e2", 100.0), ("-1.25E-2", -0.0125), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("9223372036854775808", 9_223_372_036_854_775_808.0),
            ("123456789012345678901234567890", 1.2345678901234568e29), (#""""#, ""), (#""ä😀""#, "ä😀"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e4\u0000""#, "ä\u{0}"),
            (#""\uD83D\uDE00""#, "😀"), (#""a\ud83dz""#, "a\u{FFFD}z"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), ("[]", []),
            ("[1, [2,[ ]]]", [1, [2, []]]), ("{}", [:]), (#"{ "a" : {"b": [null]} }"#, ["a": ["b": [nil]]]),
            (#"{"a": 1, "a": 2}"#, ["a": 2]), ("\u{FEFF}1", 1), (#"{"":""}"#, ["": ""])
        ] as [(String, Value)])
    func parses(text: String, value: Value) throws {
        #expect(try Value(json: text) == value)
    }

    @Test(
        "anything else is refused with its place",
        arguments: [
            ("", "1:1: expected a value, found the end"), ("{", "1:2: expected a string or '}', found the end"),
            ("[1 2]", "1:4: expected ',' or ']', found '2'"), ("[1,]", "1:4: expected a value, found ']'"),
            (#"{"a" 1}"#, "1:6: expected ':', found '1'"), (#"{"a":1,}"#, "1:8: expected a string, found '}'"),
            (#"{"ä":1 "b"}"#, "1:8: expected ',' or '}', found '\"'"),
            ("{a: 1}", "1:2: expected a string or '}', found 'a'"),
            ("'a'", "1:1: expected a value, found '''"), ("nul", "1:1: expected a value, found 'n'"),
            ("truex", "1:5: expected the end, found 'x'"), ("1 2", "1:3: expected the end, found '2'"),
            ("01", "1:1: a number can't begin with 0"), ("-", "1:2: expected a digit, found the end"),
            ("1.", "1:3: expected a digit, found the end"), (".5", "1:1: expected a value, found '.'"),
            ("1e+", "1:4: expected a digit, found the end"), ("+1", "1:1: expected a value, found '+'"),
            ("1e999", "1:1: the number is too large"), ("NaN", "1:1: expected a value, found 'N'"),
            ("[\n \"a\u{9}\"]", "2:4: a control character in a string must be escaped"),
            ("[1,\n  \"abc", "2:3: the string that begins here is not closed"),
            (#""\x""#, "1:2: there is no such escape in a string"),
            (#""\u12g4""#, "1:2: '\\u' needs four hexadecimal digits"),
            (#""\"#, "1:2: there is no such escape in a string"), ("// a\n1", "1:1: expected a value, found '/'")
        ])
    func refuses(text: String, description: String) {
        let error = #expect(throws: JSONText.Malformed.self) { try Value(json: text) }
        #expect(error?.description == description)
    }

    @Test("nesting is bounded")
    func depth() throws {
        let deepest = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(try Value(json: deepest).json == deepest)
        for opening in ["[", #"{"a":"#] {
            let error = #expect(throws: JSONText.Malformed.self) {
                try Value(json: String(repeating: opening, count: 100_000))
            }
            #expect(error?.message == "more than 512 levels of lists and maps")
        }
    }

    @Test("a value reads back from its text", .timeLimit(.minutes(1)))
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<3000 {
            let value = generator.value(depth: 4)
            #expect(try Value(json: value.json) == value)
        }
    }

    @Test("texts of values read the same by Foundation", .timeLimit(.minutes(1)))
    func agreesWithFoundation() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let value = generator.value(depth: 3)
            #expect(try JSONDecoder().decode(Value.self, from: Data(value.json.utf8)) == value)
        }
    }

    @Test("a key that comes twice is the last one, or refused where it is asked for")
    func duplicateKeys() throws {
        let text = #"{"a": 1, "b": {"c": 2, "\u0063": 3}}"#
        #expect(try JSONText.parse(text) == ["a": 1, "b": ["c": 3]])
        let error = #expect(throws: JSONText.Malformed.self) {
            try JSONText.parse(text, allowsDuplicateKeys: false)
        }
        #expect(error?.description == "1:24: 'c' is given twice")
        #expect(error?.duplicateKey == "c")
    }

    @Test("no bytes make the reader crash", .timeLimit(.minutes(1)))
    func randomTexts() {
        let alphabet = Array(#"{}[]":,\/u0123dD8eE+-.tfn ä"#.unicodeScalars) + ["\u{0}", "\n", "\u{301}"]
        var generator = SeededGenerator(seed: 6)
        var valid = 0
        for _ in 0..<20_000 {
            let text = generator.text(upTo: 10, from: alphabet)
            guard let value = try? Value(json: text) else { continue }
            valid += 1
            // The texts, because 1.0 is written as 1.
            #expect((try? Value(json: value.json))?.json == value.json)
        }
        #expect(valid > 100)
    }

    @Test("encodable subjects become values and come back")
    func coding() throws {
        let policy = RetryPolicy(maxRetries: 3, delay: .seconds(2), jitter: .full, classes: [.timeout])
        let value = try Value(encoding: policy)
        #expect(value["maxRetries"] == 3)
        #expect(try value.decoded(as: RetryPolicy.self) == policy)
    }
}

extension SeededGenerator {
    /// A random value whose text reads back as itself: numbers have a fraction.
    mutating func value(depth: Int) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
        case 0: return nil
        case 1: return .boolean(Bool.random(using: &self))
        case 2: return .integer(Int.random(in: .min ... .max, using: &self))
        case 3: return .number(Double(Int.random(in: -1_000_000...1_000_000, using: &self)) + 0.5)
        case 4: return .string(bytesAsText(upTo: 12))
        case 5: return .string(text(upTo: 8, from: ["\"", "\\", "\n", "/", "ä", "\u{0}", "\u{1F600}"]))
        case 6:
            return .list((0..<Int.random(in: 0...4, using: &self)).map { _ in value(depth: depth - 1) })
        default:
            var members: [String: Value] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &self) {
                members[bytesAsText(upTo: 6)] = value(depth: depth - 1)
            }
            return .map(members)
        }
    }
}
