package import Procession

/// Diagnostics in the Static Analysis Results Interchange Format 2.1.0 (OASIS), which code hosts read.
package enum SARIFReport {
    package static func text(_ diagnostics: [Diagnostic]) -> String {
        let rules = Set(diagnostics.map(\.code.description)).sorted()
        let driver: Value = [
            "name": "procession", "version": .string(Version.current),
            "rules": .list(rules.map { ["id": .string($0)] })
        ]
        let document: Value = [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [["tool": ["driver": driver], "results": .list(diagnostics.map(result))]]
        ]
        return document.json + "\n"
    }

    private static func result(_ diagnostic: Diagnostic) -> Value {
        let text = diagnostic.hint.map { "\(diagnostic.message) (\($0))" } ?? diagnostic.message
        var members: [String: Value] = [
            "ruleId": .string(diagnostic.code.description),
            "level": .string(diagnostic.severity.rawValue),
            "message": ["text": .string(text)]
        ]
        if let location = diagnostic.location {
            var physical: [String: Value] = ["artifactLocation": ["uri": .string(uri(location.file))]]
            if let line = location.line {
                var region: [String: Value] = ["startLine": .integer(line)]
                if let column = location.column {
                    region["startColumn"] = .integer(column)
                    region["endColumn"] = .integer(column + location.length)
                }
                physical["region"] = .map(region)
            }
            members["locations"] = [["physicalLocation": .map(physical)]]
        }
        return .map(members)
    }

    /// The path as a relative or absolute URI reference (RFC 3986): what may not stand in a path is encoded.
    private static func uri(_ path: String) -> String {
        path.utf8.reduce(into: "") { uri, byte in
            let isAllowed =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "/-._~".utf8.contains(byte)
            if isAllowed {
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                uri += "%" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
