import Foundation
import Procession
import ProcessionYAML
import Testing

@Suite("Hostile and odd files", .timeLimit(.minutes(1)))
struct LimitTests {
    private func load(_ bytes: [UInt8], file: String = "odd.yaml") throws -> LoadedFile {
        ProcessTypeLoader(executors: try .samples()).load(bytes: bytes, file: file)
    }

    private func rendered(_ text: String) throws -> [String] {
        try load(Array(text.utf8)).diagnostics.map { $0.rendered() }
    }

    private static let valid = "name: odd\ntasks:\n  - {name: run, shell: echo ä}\n"

    @Test("a byte order mark and line ends of Windows are fine")
    func windowsFiles() throws {
        let text = "\u{FEFF}" + Self.valid.split(separator: "\n").joined(separator: "\r\n") + "\r\n"
        let loaded = try load(Array(text.utf8))
        #expect(loaded.diagnostics == [])
        #expect(loaded.type?.tasks(for: ProcessInput()).first?.configuration == "echo ä")
    }

    @Test("lines end where people see them end")
    func lineEnds() throws {
        #expect(
            try rendered("name: odd\r\ntasks:\r\n  - name: run\r\n    shell: echo\r\n    timout: 5m\r\n") == [
                """
                odd.yaml:5:5: error[unknown-key]: 'timout' is not a key of a task
                 5 |     timout: 5m
                   |     ^^^^^^
                   = hint: did you mean 'timeout'?
                """
            ])
    }

    @Test("UTF-16 is refused by name", arguments: [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian])
    func utf16(_ encoding: String.Encoding) throws {
        let bytes = Array(try #require(Self.valid.data(using: encoding)))
        #expect(
            try load(bytes).diagnostics.map { $0.rendered() } == [
                "odd.yaml: error[encoding]: the file is UTF-16\n   = hint: save it as UTF-8"
            ])
    }

    @Test("a byte that is not UTF-8 is pointed at")
    func invalidUTF8() throws {
        let bytes = Array("name: odd\nsummary: gr".utf8) + [0xFC] + Array("n\n".utf8)
        #expect(
            try load(bytes).diagnostics.map { $0.rendered() } == [
                """
                odd.yaml:2:12: error[encoding]: the byte 0xFC is not UTF-8
                 2 | summary: gr\u{FFFD}n
                   |            ^
                   = hint: save the file as UTF-8
                """
            ])
    }

    @Test("NUL bytes are refused, written out or escaped")
    func nul() throws {
        #expect(
            try rendered("name: odd\nsummary: a\0b\n") == [
                """
                odd.yaml:2:11: error[encoding]: a file of text has no NUL byte
                 2 | summary: a\0b
                   |           ^
                   = hint: save the file as UTF-8
                """
            ])
        #expect(
            try rendered(Self.valid + "summary: \"a\\0b\"\n") == [
                """
                odd.yaml:4:10: error[encoding]: a text can't hold a NUL byte
                 4 | summary: "a\\0b"
                   |          ^^^^^^
                   = hint: leave it out
                """
            ])
    }

    @Test("a file of no bytes is empty")
    func noBytes() throws {
        #expect(
            try rendered("") == [
                "odd.yaml: error[empty-file]: the file is empty\n"
                    + "   = hint: a process type has at least 'name' and 'tasks'"
            ])
    }

    @Test("a file of more than 1 MiB is refused, one of 1 MiB is read")
    func size() throws {
        let padding = (1 << 20) - Self.valid.utf8.count
        let largest = Self.valid + String(repeating: "#", count: padding)
        #expect(try load(Array(largest.utf8)).type != nil)
        let loaded = try load(Array((largest + "#").utf8))
        #expect(loaded.diagnostics.map(\.message) == ["a file has at most 1 MiB, but this one is larger"])
    }

    @Test("nesting ends at 64 levels", arguments: ["[", "{a: ", "- ", "? "])
    func depth(_ opening: String) throws {
        func text(_ levels: Int) -> String { "x:\n  " + String(repeating: opening, count: levels) }
        #expect(try load(Array(text(64).utf8)).diagnostics.map(\.code) == ["too-deep"])
        #expect(try load(Array(text(100_000).utf8)).diagnostics.map(\.code) == ["too-deep"])
        #expect(try load(Array(text(63).utf8)).diagnostics.map(\.code).contains("too-deep") == false)
    }

    @Test("a file has at most 10,000 nodes")
    func nodes() throws {
        func text(_ elements: Int) -> String {
            Self.valid + "tags: [" + String(repeating: "a,", count: elements) + "]\n"
        }
        // The root, two keys, the list of tasks, one task with four texts, the third key and its list.
        #expect(try load(Array(text(10_000 - 12).utf8)).type != nil)
        #expect(try load(Array(text(10_000).utf8)).diagnostics.map(\.code) == ["too-many-nodes"])
    }

    @Test("aliases of aliases are counted as what they stand for")
    func aliasBomb() throws {
        var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for (name, previous) in zip("bcdefghi", "abcdefgh") {
            let aliases = Array(repeating: "*\(previous)", count: 9).joined(separator: ", ")
            text += "\(name): &\(name) [\(aliases)]\n"
        }
        #expect(text.utf8.count < 400)
        let before = try residentBytes()
        let start = ContinuousClock.now
        #expect(try load(Array(text.utf8)).diagnostics.map(\.code) == ["too-many-nodes"])
        #expect(start.duration(to: .now) < .seconds(20))
        #expect(try residentBytes() - before < 32 << 20)
    }

    @Test("merging is counted, too")
    func mergeBomb() throws {
        var text = "a: &a {" + (0..<90).map { "k\($0): v" }.joined(separator: ", ") + "}\n"
        for number in 0..<200 { text += "m\(number): {<<: *a}\n" }
        #expect(try load(Array(text.utf8)).diagnostics.map(\.code) == ["too-many-nodes"])
    }

    @Test("deep aliases are as deep as what they stand for")
    func aliasDepth() throws {
        var text = "a0: &a0 [x]\n"
        for number in 1..<80 { text += "a\(number): &a\(number) [*a\(number - 1)]\n" }
        #expect(try load(Array(text.utf8)).diagnostics.map(\.code) == ["too-deep"])
    }

    @Test("of many problems the first 100 are told, and how many more there are")
    func manyProblems() throws {
        var text = "name: odd\ntasks:\n"
        for number in 0..<120 { text += "  - {name: t\(number), shell: echo, bad: 1}\n" }
        let diagnostics = try load(Array(text.utf8)).diagnostics
        #expect(diagnostics.count == 101)
        #expect(diagnostics.prefix(100).map(\.location?.line) == (3...102).map { $0 })
        #expect(
            diagnostics.last?.rendered()
                == "odd.yaml: warning[more-problems]: 20 more are not shown\n   = hint: put right those above first")
    }

    @Test("a file full of wrong names is answered quickly")
    func manyNames() throws {
        var text = "name: odd\ntasks:\n"
        for number in 0..<1200 { text += "  - {name: task-\(number), needs: [tusk-\(number)], shell: echo}\n" }
        let start = ContinuousClock.now
        #expect(try load(Array(text.utf8)).diagnostics.count == 101)
        #expect(start.duration(to: .now) < .seconds(10))
    }

    @Test(
        "texts full of references are read in a moment",
        arguments: [
            "env: {A: \"REPEATED\"}", "inputs: {x: string}\nenv: {A: \"REPEATED\"}",
            "on_failure: [{name: a, shell: \"REPEATED ${secrets.X}\"}]", "on_failure: [{name: a, when: \"REPEATED\"}]"
        ])
    func manyReferences(_ keys: String) throws {
        let repeated = String(repeating: "${x} ", count: 50_000)
        let start = ContinuousClock.now
        #expect(
            try load(Array((Self.valid + keys.replacing("REPEATED", with: repeated)).utf8)).diagnostics.count <= 101)
        #expect(start.duration(to: .now) < .seconds(20))
    }

    @Test("a line too long to be shown is only named")
    func longLine() throws {
        let diagnostics = try load(Array((Self.valid + "tag: [" + String(repeating: "x", count: 2000) + "]").utf8))
            .diagnostics
        #expect(
            diagnostics.map { $0.rendered() } == [
                "odd.yaml:4:1: error[unknown-key]: 'tag' is not a key of a process type\n"
                    + "   = hint: did you mean 'tags'?"
            ])
    }

    private func residentBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(status[1]) ?? 0) * 4096
    }
}
