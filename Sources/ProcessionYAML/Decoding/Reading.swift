import Procession

/// The reading of one file: what its nodes may name, and what was found wrong with them.
final class Reading {
    let findings: Findings
    let executors: ExecutorRegistry
    /// The process types that tasks can start; nil where they are not known.
    let types: ProcessTypeRegistry?
    /// The file's name without extension, which the type's name must equal; nil where the text is no such file.
    let stem: String?
    /// What is being read, as the subject of a message.
    var subject = "a process type"
    /// How what is being read may look, for mistakes that explain themselves no better.
    var example: String?

    init(
        _ findings: Findings, executors: ExecutorRegistry, types: ProcessTypeRegistry? = nil, stem: String?
    ) {
        self.findings = findings
        self.executors = executors
        self.types = types
        self.stem = stem
    }

    func report(
        _ code: Diagnostic.Code, _ message: String, at range: MarkRange?, severity: Diagnostic.Severity = .error,
        hint: @autoclosure @escaping () -> String? = nil
    ) {
        let example = example
        findings.report(code, message, at: range, severity: severity, hint: hint() ?? example.map { "such as '\($0)'" })
    }
}
