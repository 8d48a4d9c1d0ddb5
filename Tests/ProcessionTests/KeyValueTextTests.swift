import Procession
import Testing

@Suite("Key-value texts")
struct KeyValueTextTests {
    static let cases: [(text: String, pairs: [RawInput.Pair])] = [
        ("", []),
        (" \n ; ;", []),
        ("a:1", [.init(key: "a", value: "1")]),
        (
            "input_file:/data/input.json;output_dir:/data/output;user_id:user123;batch_size:100",
            [
                .init(key: "input_file", value: "/data/input.json"), .init(key: "output_dir", value: "/data/output"),
                .init(key: "user_id", value: "user123"), .init(key: "batch_size", value: "100")
            ]
        ),
        ("url:https://example.org:8080/x", [.init(key: "url", value: "https://example.org:8080/x")]),
        (#"a:x\;y\:z\\;b:2"#, [.init(key: "a", value: #"x;y:z\"#), .init(key: "b", value: "2")]),
        (#"pattern:\d+\n\"#, [.init(key: "pattern", value: #"\d+\n\"#)]),
        (#"a\:b:c"#, [.init(key: "a:b", value: "c")]),
        ("a:;b:", [.init(key: "a", value: ""), .init(key: "b", value: "")]),
        ("a: 1 ;\n  b :2\n", [.init(key: "a", value: " 1 "), .init(key: "b", value: "2\n")]),
        ("a:1;a:2", [.init(key: "a", value: "1"), .init(key: "a", value: "2")]),
        ("a:1;\u{301}b:2", [.init(key: "a", value: "1"), .init(key: "\u{301}b", value: "2")])
    ]

    @Test("pairs are read as written", arguments: cases)
    func parses(text: String, pairs: [RawInput.Pair]) throws {
        #expect(try KeyValueText.parse(text) == pairs)
    }

    @Test("every broken pair is reported with its place")
    func reportsAll() throws {
        let error = #expect(throws: ProcessionError.self) {
            try KeyValueText.parse("a:1;nonsense;\n  :value;b:2")
        }
        #expect(
            error?.description == """
                error[invalid-input]: the input is not of the form key:value;key:value
                <input>:1:5: error[malformed-input]: there is no ':' between key and value
                 1 | a:1;nonsense;
                   |     ^^^^^^^^
                   = hint: write key:value;key:value, and '\\;' for a ';' within a value
                <input>:2:3: error[malformed-input]: there is no key before the ':'
                 2 |   :value;b:2
                   |   ^^^^^^
                   = hint: write key:value;key:value, and '\\;' for a ';' within a value
                """)
    }

    @Test("what is formatted reads back as the same pairs", .timeLimit(.minutes(1)))
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 2)
        let alphabet: [Unicode.Scalar] = [":", ";", "\\", "a", " ", "\n", "\r", "ä", "\u{301}", "\u{0}", "😀", "{"]
        for round in 0..<3000 {
            var pairs: [RawInput.Pair] = []
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                let value =
                    round.isMultiple(of: 2)
                    ? generator.bytesAsText(upTo: 20) : generator.text(upTo: 12, from: alphabet)
                let key = "k" + generator.text(upTo: 6, from: alphabet) + "k"
                pairs.append(.init(key: key, value: value))
            }
            let text = KeyValueText.format(pairs)
            #expect(try KeyValueText.parse(text).map { Array($0.value.utf8) } == pairs.map { Array($0.value.utf8) })
            #expect(try KeyValueText.parse(text) == pairs)
        }
    }
}
