import Foundation
import Procession
import ProcessionYAML
import Testing

/// A file with an input, a line of dashes, and what loading the input says.
struct GoldenCase: CustomTestStringConvertible {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")
    static let separator = "\n" + String(repeating: "-", count: 40) + "\n"

    var name: String
    var input: String
    var expected: String

    var testDescription: String { name }
    var url: URL { Self.folder.appending(path: name + ".txt") }

    init(_ url: URL) throws {
        let text = try String(contentsOf: url, encoding: .utf8)
        let parts = text.components(separatedBy: Self.separator)
        name = url.deletingPathExtension().lastPathComponent
        input = parts[0] + "\n"
        expected = parts.count > 1 ? parts[1] : ""
    }

    static let all: [GoldenCase] = {
        let urls = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return urls.filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }
            .compactMap { try? GoldenCase($0) }
    }()

    /// What loading the input says, as it stands in the file.
    func actual() throws -> String {
        let loaded = try load()
        var blocks = loaded.diagnostics.map { $0.rendered() + ($0.keyPath.map { "\n    at \($0)" } ?? "") }
        if let type = loaded.type { blocks.append(try DefinitionDump.text(of: type)) }
        return blocks.joined(separator: "\n\n") + "\n"
    }

    func diagnostics() throws -> [Diagnostic] { try load().diagnostics }

    private func load() throws -> LoadedFile {
        ProcessTypeLoader(executors: try .samples()).load(text: input, file: name + ".yaml")
    }

    func write(_ expected: String) throws {
        try (input.dropLast() + Self.separator + expected).write(to: url, atomically: true, encoding: .utf8)
    }
}
