import Procession

extension SourceText {
    /// The range of `length` characters of a scalar's text from `offset` on; the scalar's first line where the text
    /// is written in a way (escapes, folded lines) that makes this unclear.
    func range(in node: YAMLNode, offset: Int, length: Int = 1) -> MarkRange {
        guard let scalar = node.scalar else { return node.headline }
        let before = scalar.text.prefix(offset)
        let inside = scalar.text.dropFirst(offset).prefix(length)
        let width = max(inside.unicodeScalars.count, 1)
        guard let start = mark(in: node, scalar, after: before) else { return node.headline }
        return MarkRange(start: start, end: Mark(line: start.line, column: start.column + width))
    }

    private func mark(in node: YAMLNode, _ scalar: YAMLNode.Scalar, after before: Substring) -> Mark? {
        switch scalar.style {
        case .plain, .quoted:
            guard node.range.start.line == node.range.end.line else { return nil }
            let line = line(node.range.start.line).unicodeScalars
            let quote = scalar.style == .quoted ? 1 : 0
            let written = line.prefix(node.range.end.column - quote).dropFirst(node.range.start.column + quote)
            guard written.elementsEqual(scalar.text.unicodeScalars) else { return nil }
            return Mark(
                line: node.range.start.line,
                column: node.range.start.column + quote + before.unicodeScalars.count)
        case .literal:
            // The text begins on the line after the `|`, and each of its lines is the end of one in the source.
            let newline = UInt8(ascii: "\n")
            let number = node.range.start.line + 1 + before.utf8.count { $0 == newline }
            let start = before.utf8.lastIndex(of: newline).map { before.utf8.index(after: $0) } ?? before.startIndex
            let whole = scalar.text.utf8[start...].prefix { $0 != newline }
            let written = line(number)
            guard written.utf8.count >= whole.count, written.utf8.suffix(whole.count).elementsEqual(whole)
            else { return nil }
            let indentation = written.unicodeScalars.count - Substring(whole).unicodeScalars.count
            return Mark(line: number, column: indentation + before[start...].unicodeScalars.count)
        case .folded: return nil
        }
    }
}
