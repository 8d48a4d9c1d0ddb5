package import Procession

/// A diagnostic as a workflow command of GitHub Actions, which shows it beside the line.
package enum GitHubAnnotation {
    package static func text(_ diagnostic: Diagnostic) -> String {
        var properties: [(String, String)] = []
        if let location = diagnostic.location {
            properties.append(("file", location.file))
            if let line = location.line { properties.append(("line", String(line))) }
            if let column = location.column { properties.append(("col", String(column))) }
        }
        properties.append(("title", diagnostic.code.description))
        let listed = properties.map { "\($0)=\(escape($1, ":,"))" }.joined(separator: ",")
        let message = diagnostic.hint.map { "\(diagnostic.message)\nhint: \($0)" } ?? diagnostic.message
        return "::\(diagnostic.severity.rawValue) \(listed)::\(escape(message))"
    }

    /// Percent-encodes what would end the command or one of its properties.
    private static func escape(_ text: String, _ further: String = "") -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            if "%\r\n".unicodeScalars.contains(scalar) || further.unicodeScalars.contains(scalar) {
                escaped += "%" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16, uppercase: true)
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
    }
}
