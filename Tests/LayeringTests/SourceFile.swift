import Foundation

/// A Swift file with its lines of code told apart from comments and texts of several lines.
struct SourceFile {
    /// Relative to the package.
    var path: String
    /// Every line with its number, the first being 1.
    var lines: [Line]

    struct Line {
        var number: Int
        var text: String
        /// False in a comment and in a text of several lines, such as a script that is an example.
        var isCode: Bool
    }

    struct Import: Equatable {
        var module: String
        var line: Int
    }

    init(reading file: URL) throws {
        let root = Repository.root.path
        self.init(
            path: file.path.hasPrefix(root + "/") ? String(file.path.dropFirst(root.count + 1)) : file.path,
            text: try String(contentsOf: file, encoding: .utf8))
    }

    init(path: String, text: String) {
        self.path = path
        lines = []
        var isInText = false
        var isInComment = false
        let texts = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0)
        for (index, text) in texts.enumerated() {
            let trimmed = text.trimmingCharacters(in: .whitespaces)
            if !isInText, trimmed.hasPrefix("/*") { isInComment = true }
            let isCode = !isInText && !isInComment && !trimmed.hasPrefix("//")
            lines.append(Line(number: index + 1, text: String(text), isCode: isCode))
            if isInComment {
                isInComment = !trimmed.contains("*/")
            } else if !trimmed.hasPrefix("//"), !(text.ranges(of: "\"\"\"").count.isMultiple(of: 2)) {
                isInText.toggle()
            }
        }
    }

    var code: [Line] { lines.filter(\.isCode) }

    /// The modules that the file imports, submodules and single declarations counted as their module.
    var imports: [Import] {
        code.compactMap { line in
            let words = line.text.split(separator: " ").drop { Self.modifiers.contains($0) || $0.hasPrefix("@") }
            guard words.first == "import" else { return nil }
            guard let name = words.dropFirst().drop(while: { Self.kinds.contains($0) }).first else { return nil }
            return Import(module: String(name.prefix { $0 != "." && $0 != ";" }), line: line.number)
        }
    }

    private static let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var"
    ]
}
