extension Diagnostic {
    /// The diagnostic as people read it: place, kind and message, the source line with a caret, the hint.
    ///
    /// ```
    /// nightly.yaml:14:5: error[unknown-key]: 'timout' is not a key of a task
    ///  14 |     timout: 5m
    ///     |     ^^^^^^
    ///     = hint: did you mean 'timeout'?
    /// ```
    public func rendered() -> String {
        var text = location.map { "\($0): " } ?? ""
        text += "\(severity.rawValue)[\(code)]: \(message)"
        var margin = "   "
        if let sourceLine, let location, let line = location.line {
            let number = " \(line) "
            margin = String(repeating: " ", count: number.count)
            text += "\n\(number)| \(sourceLine)"
            if let column = location.column {
                // Tabs stay tabs, so that the caret stands under its character however wide they are shown.
                let before = sourceLine.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
                let padding = String(repeating: " ", count: max(column - 1 - before.count, 0))
                let visible = max(1, min(location.length, sourceLine.count - column + 1))
                text += "\n\(margin)| \(before)\(padding)\(String(repeating: "^", count: visible))"
            }
        }
        if let hint { text += "\n\(margin)= hint: \(hint)" }
        return text
    }
}
