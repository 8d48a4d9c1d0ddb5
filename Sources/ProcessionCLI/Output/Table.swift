/// Rows under titles, as a terminal or a pipe takes them.
package struct Table {
    package struct Column {
        package var title: String
        package var alignsRight: Bool
        /// Whether its texts may be cut where the terminal is too narrow.
        package var shrinks: Bool

        package init(_ title: String, alignsRight: Bool = false, shrinks: Bool = false) {
            self.title = title
            self.alignsRight = alignsRight
            self.shrinks = shrinks
        }
    }

    package struct Cell: ExpressibleByStringInterpolation {
        package var text: String
        package var accent: Style.Accent?

        package init(_ text: String?, _ accent: Style.Accent? = nil) {
            self.text = text ?? ""
            self.accent = accent
        }

        package init(stringLiteral text: String) { self.init(text) }
    }

    package var columns: [Column]
    package var rows: [[Cell]]

    package init(_ columns: [Column], rows: [[Cell]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// Aligned columns under a line of titles; nil cuts nothing.
    ///
    /// No line is longer than `width`: some columns may give way, and where that is not enough, each row becomes a
    /// block of lines.
    package func rendered(width: Int?, style: Style) -> String {
        let texts = rows.map { $0.map { VisibleText.line($0.text) } }
        guard let widths = columnWidths(of: texts, within: width) else {
            return blocks(of: texts, width: width ?? .max, style: style)
        }
        var lines = [line(columns.map(\.title), accents: columns.map { _ in .bold }, widths: widths, style: style)]
        for (row, texts) in zip(rows, texts) {
            lines.append(line(texts, accents: row.map(\.accent), widths: widths, style: style))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// One line a row, fields separated by tabs, no titles.
    package var plain: String {
        rows.map { $0.map { VisibleText.field($0.text) }.joined(separator: "\t") + "\n" }.joined()
    }

    private func line(_ texts: [String], accents: [Style.Accent?], widths: [Int], style: Style) -> String {
        var cells: [String] = []
        for (index, column) in columns.enumerated() {
            let text = DisplayWidth.truncate(texts[index], to: widths[index])
            let isLast = index == columns.count - 1
            let padding = max(isLast && !column.alignsRight ? 0 : widths[index] - DisplayWidth.of(text), 0)
            let spaces = String(repeating: " ", count: padding)
            let shown = style(accents[index], text)
            cells.append(column.alignsRight ? spaces + shown : shown + spaces)
        }
        var line = cells.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }

    /// A block of lines for each row: its first cell, then the others that aren't empty under their titles.
    private func blocks(of texts: [[String]], width: Int, style: Style) -> String {
        let titleWidth = columns.dropFirst().reduce(0) { max($0, DisplayWidth.of($1.title)) }
        let room = max(width - titleWidth - 4, 8)
        var lines: [String] = []
        for (row, texts) in zip(rows, texts) {
            lines += DisplayWidth.wrap(texts[0], to: width).map { style(row[0].accent ?? .bold, $0) }
            for (index, column) in columns.enumerated().dropFirst() where !texts[index].isEmpty {
                for (number, part) in DisplayWidth.wrap(texts[index], to: room).enumerated() {
                    let title = DisplayWidth.pad(number == 0 ? column.title : "", to: titleWidth)
                    lines.append("  \(style(.dim, title))  \(style(row[index].accent, part))")
                }
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// As wide as the content asks for; what is too much is taken from the widest columns that may shrink.
    ///
    /// nil if that is not enough.
    private func columnWidths(of texts: [[String]], within width: Int?) -> [Int]? {
        var widths = columns.indices.map { index in
            texts.reduce(DisplayWidth.of(columns[index].title)) { max($0, DisplayWidth.of($1[index])) }
        }
        guard let width else { return widths }
        var excess = widths.reduce(0, +) + 2 * (columns.count - 1) - width
        Self.shrink(&widths, columns.indices.filter { columns[$0].shrinks }, to: 8, by: &excess)
        return excess > 0 ? nil : widths
    }

    /// Takes the excess from the widest columns, so that they stay as even as possible, none under `least`.
    private static func shrink(_ widths: inout [Int], _ columns: [Int], to least: Int, by excess: inout Int) {
        while excess > 0, let widest = columns.max(by: { widths[$0] < widths[$1] }), widths[widest] > least {
            let next = columns.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
            let cut = min(excess, max(widths[widest] - max(next, least), 1))
            widths[widest] -= cut
            excess -= cut
        }
    }
}
