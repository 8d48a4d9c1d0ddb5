package import Procession

/// Shows errors and diagnostics on the error stream: the one renderer, coloured on a terminal.
package enum ErrorReport {
    static func write(_ error: ProcessionError) {
        StandardStream.say(text(error, style: .of(.error)) + "\n")
    }

    /// The error as ``ProcessionError/description`` has it.
    package static func text(_ error: ProcessionError, style: Style) -> String {
        var lines = [head("error[\(error.code)]", of: "error[\(error.code)]: \(error.message)", .red, style)]
        lines += error.diagnostics.map { text($0, style: style) }
        if let cause = error.cause { lines.append(note("cause", "\(cause)", style)) }
        if let hint = error.hint { lines.append(note("hint", hint, style)) }
        return lines.joined(separator: "\n")
    }

    /// The diagnostic as ``Diagnostic/rendered()`` has it.
    package static func text(_ diagnostic: Diagnostic, style: Style) -> String {
        let mark = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]"
        return head(mark, of: diagnostic.rendered(), diagnostic.severity == .error ? .red : .yellow, style)
    }

    private static func head(_ mark: String, of text: String, _ accent: Style.Accent, _ style: Style) -> String {
        let text = VisibleText.block(text)
        guard style.isColoured, let place = text.firstRange(of: mark) else { return text }
        return text.replacingCharacters(in: place, with: style(accent, mark))
    }

    private static func note(_ kind: String, _ text: String, _ style: Style) -> String {
        style(.cyan, "    = \(kind): ") + VisibleText.block(text)
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
