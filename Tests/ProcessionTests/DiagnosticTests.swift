import Procession
import Testing

@Suite("Diagnostics")
struct DiagnosticTests {
    static let line = "    timout: 5m"

    @Test(
        "a diagnostic shows as much as it knows",
        arguments: [
            (
                Diagnostic(
                    code: "unknown-key", message: "'timout' is not a key of a task",
                    location: SourceLocation(file: "nightly.yaml", line: 14, column: 5, length: 6), sourceLine: line,
                    hint: "did you mean 'timeout'?"),
                """
                nightly.yaml:14:5: error[unknown-key]: 'timout' is not a key of a task
                 14 |     timout: 5m
                    |     ^^^^^^
                    = hint: did you mean 'timeout'?
                """
            ),
            (Diagnostic(.warning, code: "odd", message: "odd"), "warning[odd]: odd"),
            (
                Diagnostic(code: "odd", message: "odd", location: SourceLocation(file: "a.yaml"), hint: "do this"),
                "a.yaml: error[odd]: odd\n   = hint: do this"
            ),
            (
                Diagnostic(code: "odd", message: "odd", location: SourceLocation(file: "a", line: 3), sourceLine: line),
                "a:3: error[odd]: odd\n 3 |     timout: 5m"
            ),
            (
                // The length ends with the line, and a place behind it gets its caret all the same.
                Diagnostic(
                    code: "odd", message: "odd", location: SourceLocation(file: "a", line: 3, column: 2, length: 99),
                    sourceLine: "abc"),
                "a:3:2: error[odd]: odd\n 3 | abc\n   |  ^^"
            ),
            (
                Diagnostic(
                    code: "odd", message: "odd", location: SourceLocation(file: "a", line: 3, column: 5),
                    sourceLine: "abc"),
                "a:3:5: error[odd]: odd\n 3 | abc\n   |     ^"
            ),
            (
                Diagnostic(
                    code: "odd", message: "odd", location: SourceLocation(file: "a", line: 3, column: 4, length: 2),
                    sourceLine: "\tä\tbc"),
                "a:3:4: error[odd]: odd\n 3 | \tä\tbc\n   | \t \t^^"
            )
        ])
    func rendering(diagnostic: Diagnostic, text: String) {
        #expect(diagnostic.rendered() == text)
    }

    @Test("an error shows its diagnostics, cause and hint")
    func error() {
        let error = ProcessionError(
            .invalidInput, "the input has a problem", hint: "look at it",
            diagnostics: [Diagnostic(code: "odd", message: "odd")], cause: ExpressionError("no", hint: "yes"))
        #expect(
            "\(error)" == """
                error[invalid-input]: the input has a problem
                error[odd]: odd
                    = cause: no (yes)
                    = hint: look at it
                """)
    }

    @Test(
        "the nearest name is suggested where it is near enough",
        arguments: [
            ("timout", "timeout"), ("TIMEOUT", "timeout"), ("tiemout", "timeout"), ("retyr", "retry"), ("x", nil),
            ("needs", "needs"), ("neds", "needs"), ("something", nil), ("", nil), ("run", nil)
        ])
    func nearest(name: String, nearest: String?) {
        #expect(NearestName.of(name, among: ["timeout", "retry", "needs", "when"]) == nearest)
        #expect(
            NearestName.hint(for: name, among: ["timeout", "retry", "needs", "when"])
                == nearest.map { "did you mean '\($0)'?" })
    }

    @Test(
        "a name that is cut short stands for the only one that it can be of",
        arguments: [
            ("sha", "sha-256"), ("Checkout", "git-checkout"), ("tar", nil), ("create", "tar-create"), ("gi", nil),
            ("out", nil), ("sqlite3", "sqlite")
        ])
    func short(name: String, nearest: String?) {
        #expect(
            NearestName.of(name, among: ["sha-256", "git-checkout", "tar-create", "tar-extract", "sqlite"]) == nearest)
    }

    @Test("of several equally near names the first by alphabet is suggested, and long names end the search soon")
    func ties() {
        #expect(NearestName.of("cat", among: ["hat", "bat"]) == "bat")
        #expect(NearestName.of("cat", among: []) == nil)
        let long = String(repeating: "a", count: 100_000)
        #expect(NearestName.of(long, among: [long]) == long)
    }
}
