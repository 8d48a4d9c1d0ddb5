extension InputSchema {
    /// Reads and checks raw input, all problems at once.
    ///
    /// Texts are read as the declared type wants them: a `string` keeps its text to the last character (`no`, `3.10`
    /// and nothing at all are strings), the others may stand between blanks. Lists and maps are JSON; a list may
    /// also be a text with commas. Dates, durations and URLs stay texts, checked.
    ///
    /// - Parameters:
    ///   - raw: what was given.
    ///   - baseDirectory: where relative paths of inputs start; nil leaves them as they are.
    ///   - isKnownSecret: whether a provider has a secret of that name; asked for inputs marked secret.
    /// - Throws: `invalidInput` with a diagnostic for every problem.
    public func validate(
        _ raw: RawInput, baseDirectory: String? = nil, isKnownSecret: (String) -> Bool = { _ in false }
    ) throws(ProcessionError) -> ProcessInput {
        let holdsSecrets = inputs.contains(where: \.isSecret)
        let given: GivenInput
        do {
            given = try GivenInput(raw)
        } catch {
            throw ProcessionError(
                .invalidInput, error.message, hint: error.hint,
                diagnostics: error.diagnostics.map { $0.withoutSource(if: holdsSecrets) })
        }
        var check = InputCheck(schema: self, given: given, baseDirectory: baseDirectory)
        check.run(isKnownSecret: isKnownSecret)
        // A line may show the value of a secret where its name belongs.
        let diagnostics = check.diagnostics.map { $0.withoutSource(if: holdsSecrets) }
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            let count = diagnostics.count { $0.severity == .error }
            throw ProcessionError(
                .invalidInput, "the input has \(count == 1 ? "a problem" : "\(count) problems")",
                diagnostics: diagnostics)
        }
        return ProcessInput(
            values: check.values, extra: check.extra, stored: given.stored, warnings: diagnostics)
    }
}

extension Diagnostic {
    fileprivate func withoutSource(if isSecret: Bool) -> Diagnostic {
        var diagnostic = self
        if isSecret { diagnostic.sourceLine = nil }
        return diagnostic
    }
}
