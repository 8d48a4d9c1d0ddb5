/// Writes the tables of keys in `docs/yaml-reference.md`, `docs/testing-process-types.md` and `docs/plugins.md` from the
/// tables that the decoder uses.
///
/// Each table stands between `<!-- keys: NAME -->` and `<!-- end of keys -->`; everything else is left as it is.
package enum YAMLReference {
    /// Every kind of map with known keys, by the name that its table has in the reference.
    package static let tables: [(name: String, keys: [KeyDocumentation])] = [
        ("file", FileDraft.keys.documentation), ("input", InputDraft.keys.documentation),
        ("defaults", DefaultsDraft.keys.documentation), ("task", TaskDraft.keys.documentation),
        ("retry", RetryDraft.keys.documentation),
        ("schedule", ScheduleDraft.keys.documentation), ("concurrency", ConcurrencyDraft.keys.documentation)
    ]

    /// The same for files of tests.
    package static let testTables: [(name: String, keys: [KeyDocumentation])] = [
        ("tests", TestFileDraft.keys.documentation), ("test", TestDraft.keys.documentation),
        ("result", ResultDraft.keys.documentation), ("failure", FailureDraft.keys.documentation),
        ("expectation", ExpectationDraft.keys.documentation)
    ]

    /// The kinds of map in a `plugin.yaml`, whose tables are in `docs/plugins.md`.
    package static let pluginTables: [(name: String, keys: [KeyDocumentation])] = [
        ("plugin", PluginDraft.keys.documentation), ("plugin-executor", PluginExecutorDraft.keys.documentation),
        ("plugin-output", PluginOutputDraft.keys.documentation),
        ("plugin-example", PluginExampleDraft.keys.documentation),
        ("plugin-test", PluginTestDraft.keys.documentation),
        ("plugin-command", PluginCommandDraft.keys.documentation),
        ("plugin-expectation", PluginExpectationDraft.keys.documentation)
    ]

    /// The text with every table in it written anew.
    package static func rewriting(_ text: String) -> String {
        var lines: [Substring] = []
        var isInTable = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == tableEnd { isInTable = false }
            if !isInTable { lines.append(line) }
            if let table = (tables + testTables + pluginTables).first(where: { line == "<!-- keys: \($0.name) -->" }) {
                isInTable = true
                lines += [""] + rows(table.keys) + [""]
            }
        }
        return lines.joined(separator: "\n")
    }

    private static let tableEnd = "<!-- end of keys -->"

    private static func rows(_ keys: [KeyDocumentation]) -> [Substring] {
        let head: [Substring] = ["| key | type | default | meaning | example |", "|---|---|---|---|---|"]
        return head
            + keys.map { key in
                let fallback = key.isRequired ? "**required**" : key.defaultValue ?? ""
                let cells = ["`\(key.name)`", key.type, fallback, key.description, "`\(key.example)`"]
                return "| \(cells.joined(separator: " | ")) |"
            }
    }
}
