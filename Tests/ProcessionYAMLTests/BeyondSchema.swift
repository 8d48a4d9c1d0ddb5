import Procession

/// What no JSON Schema can tell of a file: the list in docs/cli.md, as the loader says it.
enum BeyondSchema {
    private static let codes: Set<Diagnostic.Code> = [
        // Names that stand elsewhere in the file, or outside of it.
        "name-mismatch", "duplicate-name", "unknown-task", "cyclic-needs", "unknown-input", "undeclared-output",
        "undeclared-secret", "not-upstream", "unknown-type", "conflicting-output",
        // What stands within `${...}`, and where secrets may.
        "invalid-expression", "misplaced-reference", "reference-in-shell-text", "secret-in-arguments",
        // Values that two keys together make wrong.
        "contradiction", "missing-input",
        // Of two equal keys, a reader of JSON sees one.
        "duplicate-key"
    ]

    /// Rules that set a value against another, or that no regular expression holds.
    private static let messages = [
        "is less than", "is shorter than 'delay'", "is not a regular expression", "runs backwards", "never fires",
        "nor a range of them", "and 'auth' are the same", "the URL can't be called", "contains a NUL byte"
    ]

    static func contains(_ diagnostic: Diagnostic) -> Bool {
        codes.contains(diagnostic.code) || messages.contains { diagnostic.message.contains($0) }
            || isAboutGivenValue(diagnostic)
    }

    /// The rules that an input declares for its own default, and for what a schedule gives.
    private static func isAboutGivenValue(_ diagnostic: Diagnostic) -> Bool {
        let path = diagnostic.keyPath ?? ""
        if path.hasPrefix("schedules["), path.contains("].inputs") { return true }
        let isOfRule = ["out-of-range", "pattern-mismatch", "not-allowed", "too-short", "too-long"].contains(
            diagnostic.code)
        return diagnostic.message.hasPrefix("the default") && (isOfRule || diagnostic.message.contains(" in element "))
    }
}
