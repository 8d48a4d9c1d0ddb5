/// A text of process input, for saying where in it something stands.
struct InputText {
    /// What the text is called in diagnostics.
    static let name = "<input>"
    /// Longer lines are not repeated in diagnostics.
    private static let longestShownLine = 240

    let text: String

    /// Where the characters of `range` stand.
    func location(of range: Range<String.Index>) -> SourceLocation {
        let lineStart = start(ofLineAt: range.lowerBound)
        return SourceLocation(
            file: Self.name,
            line: text.utf8[..<lineStart].count { $0 == UInt8(ascii: "\n") } + 1,
            column: text[lineStart..<range.lowerBound].count + 1,
            length: text[range].prefix { !$0.isNewline }.count)
    }

    /// The line that holds `index`; nil if it is too long to be shown.
    func line(at index: String.Index) -> String? {
        let line = text[start(ofLineAt: index)...].prefix { !$0.isNewline }
        return line.count <= Self.longestShownLine ? String(line) : nil
    }

    private func start(ofLineAt index: String.Index) -> String.Index {
        let lineBreak = text.utf8[..<index].lastIndex(of: UInt8(ascii: "\n"))
        return lineBreak.map { text.utf8.index(after: $0) } ?? text.startIndex
    }
}
