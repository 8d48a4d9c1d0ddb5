import Procession

/// Collects what is wrong with one file.
final class Findings {
    private struct Finding {
        var range: MarkRange?
        var diagnostic: Diagnostic
        /// Hints may search through many names, so only those that are shown are made.
        var hint: () -> String?
    }

    /// The same problem may be met twice, through an alias.
    private struct Identity: Hashable {
        var range: MarkRange?
        var message: String
    }

    let source: SourceText
    private var found: [Finding] = []
    private(set) var hasErrors = false

    init(_ source: SourceText) { self.source = source }

    /// Keeps a problem.
    ///
    /// - Parameter range: what it is about; nil is the file as a whole.
    func report(
        _ code: Diagnostic.Code, _ message: String, at range: MarkRange? = nil,
        severity: Diagnostic.Severity = .error, hint: @autoclosure @escaping () -> String? = nil
    ) {
        if severity == .error { hasErrors = true }
        found.append(
            Finding(
                range: range, diagnostic: Diagnostic(severity, code: code, message: message), hint: hint))
    }

    /// Takes over what was found in the beginning of a text that breaks off: not what is missing there.
    func adopt(_ other: Findings, beforeLine line: Int) {
        let incomplete: Set<Diagnostic.Code> = ["missing-key", "missing-task", "missing-executor"]
        found += other.found.filter { finding in
            finding.range.map { $0.start.line < line } == true && !incomplete.contains(finding.diagnostic.code)
        }
    }

    /// Everything found, in the order of the text and each problem once; beyond the limit there is only their number.
    func diagnostics(in root: YAMLNode?) -> [Diagnostic] {
        let ordered = found.enumerated().sorted { left, right in
            guard let first = left.element.range?.start, let second = right.element.range?.start, first != second
            else {
                let bothPlaced = (left.element.range == nil) == (right.element.range == nil)
                return bothPlaced ? left.offset < right.offset : left.element.range == nil
            }
            return first < second
        }
        var told: [Diagnostic] = []
        var seen: Set<Identity> = []
        for (_, finding) in ordered {
            let identity = Identity(range: finding.range, message: finding.diagnostic.message)
            guard seen.insert(identity).inserted, told.count < YAMLLimits.diagnostics else { continue }
            told.append(complete(finding, in: root))
        }
        if seen.count > told.count {
            told.append(
                Diagnostic(
                    .warning, code: "more-problems", message: "\(seen.count - told.count) more are not shown",
                    location: SourceLocation(file: source.file), hint: "put right those above first"))
        }
        return told
    }

    private func complete(_ finding: Finding, in root: YAMLNode?) -> Diagnostic {
        var diagnostic = finding.diagnostic
        diagnostic.hint = finding.hint()
        guard let range = finding.range else {
            diagnostic.location = SourceLocation(file: source.file)
            return diagnostic
        }
        diagnostic.location = source.location(range)
        let line = source.line(range.start.line)
        diagnostic.sourceLine = line.utf8.count <= YAMLLimits.shownLine ? line : nil
        let path = root?.keyPath(to: range.start) ?? ""
        diagnostic.keyPath = path.isEmpty ? nil : path
        return diagnostic
    }
}
