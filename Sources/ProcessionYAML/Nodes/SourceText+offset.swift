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
            let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
            let number = lines.count - 1
            let whole = scalar.text.split(separator: "\n", omittingEmptySubsequences: false)
            guard whole.indices ~= number else { return nil }
            let written = line(node.range.start.line + 1 + number)
            guard written.hasSuffix(whole[number]) else { return nil }
            let indentation = written.unicodeScalars.count - whole[number].unicodeScalars.count
            return Mark(
                line: node.range.start.line + 1 + number,
                column: indentation + (lines.last?.unicodeScalars.count ?? 0))
        case .folded: return nil
        }
    }
}
