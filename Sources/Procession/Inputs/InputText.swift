/// A text of process input, for saying where in it something stands.
///
/// It remembers the last place, so that any number of places in ascending order cost one reading of the text.
struct InputText {
    /// What the text is called in diagnostics.
    static let name = "<input>"
    /// Longer lines are not repeated in diagnostics.
    private static let longestShownLine = 240

    struct Place {
        var location: SourceLocation
        /// nil if the line is too long to be shown.
        var line: String?
    }

    private let text: String
    private var position: String.Index
    private var lineStart: String.Index
    private var line = 1
    private var column = 1

    init(_ text: String) {
        self.text = text
        position = text.startIndex
        lineStart = text.startIndex
    }

    /// Where the characters of `range` stand, and in which line.
    mutating func place(of range: Range<String.Index>) -> Place {
        if range.lowerBound < position { self = Self(text) }
        while let lineBreak = text.utf8[position..<range.lowerBound].firstIndex(of: UInt8(ascii: "\n")) {
            position = text.utf8.index(after: lineBreak)
            lineStart = position
            line += 1
            column = 1
        }
        column += text[position..<range.lowerBound].count
        position = range.lowerBound
        let length = text[range].prefix { !$0.isNewline }.count
        return Place(
            location: SourceLocation(file: Self.name, line: line, column: column, length: length), line: shownLine)
    }

    /// A place by its 1-based line and column.
    mutating func place(line number: Int, column: Int) -> Place {
        var start = text.startIndex
        for _ in 1..<max(number, 1) {
            guard let lineBreak = text.utf8[start...].firstIndex(of: UInt8(ascii: "\n")) else { break }
            start = text.utf8.index(after: lineBreak)
        }
        var place = place(of: start..<start)
        place.location = SourceLocation(file: Self.name, line: number, column: column)
        return place
    }

    private var shownLine: String? {
        let beginning = text.utf8[lineStart...].prefix(Self.longestShownLine + 1)
        let end = beginning.firstIndex(of: UInt8(ascii: "\n")) ?? beginning.endIndex
        guard text.utf8[lineStart..<end].count <= Self.longestShownLine else { return nil }
        return String(text[lineStart..<end].prefix { !$0.isNewline })
    }
}
