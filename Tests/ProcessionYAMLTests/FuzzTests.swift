import Foundation
import Procession
import ProcessionYAML
import Testing

@Suite("Any input", .timeLimit(.minutes(1)))
struct FuzzTests {
    /// A small generator with a seed (SplitMix64), so that a failure can be repeated.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var bits = state
            bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
            return bits ^ (bits >> 31)
        }
    }

    /// Loads the bytes and checks what holds for every input.
    private func check(_ bytes: [UInt8], _ loader: ProcessTypeLoader, _ seed: UInt64) {
        let loaded = loader.load(bytes: bytes, file: "<fuzz>")
        let hasErrors = loaded.diagnostics.contains { $0.severity == .error }
        #expect((loaded.type == nil) == hasErrors, "seed \(seed)")
        #expect(loaded.diagnostics.count <= 101, "seed \(seed)")
        for diagnostic in loaded.diagnostics {
            #expect(!diagnostic.rendered().isEmpty && !diagnostic.message.isEmpty, "seed \(seed)")
            guard let column = diagnostic.location?.column, let line = diagnostic.sourceLine else { continue }
            #expect(column >= 1 && column <= line.count + 1, "seed \(seed): \(diagnostic.rendered())")
        }
        let places = loaded.diagnostics.compactMap { diagnostic in
            diagnostic.location.flatMap { location in location.line.map { [$0, location.column ?? 0] } }
        }
        #expect(zip(places, places.dropFirst()).allSatisfy { !$1.lexicographicallyPrecedes($0) }, "seed \(seed)")
    }

    @Test("bytes of any kind never crash the loader")
    func randomBytes() throws {
        let loader = ProcessTypeLoader(executors: try .samples())
        for seed in UInt64(0)..<2000 {
            var generator = Generator(state: seed)
            let count = Int.random(in: 0..<300, using: &generator)
            check((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }, loader, seed)
        }
    }

    private static let words = [
        "name", "tasks", "shell", "command", "needs", "when", "retry", "env", "inputs", "type", "string", "default",
        ": ", ":", "- ", "-", "\n", "\n  ", "\n    ", "\n\t", "[", "]", "{", "}", ",", "#", " #", "\"", "'", "|", ">",
        "|-\n", "&a ", "*a", "<<: ", "!!str ", "!x ", "? ", "%YAML 1.1\n", "---", "...", "${", "}", "$${", "inputs.",
        "tasks.a.outputs.x", "secrets.X", "a", "b", "5m", "1e9", "0x", "~", "true", "é", "👨‍👩‍👧", "\u{2028}", "\u{85}",
        "\r",
        "\r\n", "\u{FEFF}", "\\u00", "\\x", "on_failure", "finally", "max_retries", "outputs", "error.message", "??"
    ]

    @Test("words of YAML in any order never crash the loader")
    func randomWords() throws {
        let loader = ProcessTypeLoader(executors: try .samples())
        for seed in UInt64(0)..<3000 {
            var generator = Generator(state: seed)
            let count = Int.random(in: 1..<60, using: &generator)
            let text = (0..<count).compactMap { _ in Self.words.randomElement(using: &generator) }.joined()
            check(Array(text.utf8), loader, seed)
        }
    }

    @Test("files with bytes flipped, removed, doubled or cut off never crash the loader")
    func mutations() throws {
        let loader = ProcessTypeLoader(executors: try .samples())
        let originals = GoldenCase.all.map { Array($0.input.utf8) }
        for seed in UInt64(0)..<4000 {
            var generator = Generator(state: seed)
            var bytes = originals[Int(seed) % originals.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) { Self.mutate(&bytes, &generator) }
            check(bytes, loader, seed)
        }
    }

    private static func mutate(_ bytes: inout [UInt8], _ generator: inout Generator) {
        guard !bytes.isEmpty else { return }
        let start = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(start + Int.random(in: 1...40, using: &generator), bytes.count)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes.removeSubrange(start..<end)
        case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
        case 3: bytes.removeLast(bytes.count - start)
        case 4: bytes.insert(contentsOf: (words.randomElement(using: &generator) ?? "").utf8, at: start)
        default: bytes[start] = UInt8(ascii: " ")
        }
    }
}
