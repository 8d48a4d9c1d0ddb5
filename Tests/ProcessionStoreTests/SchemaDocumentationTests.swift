import Foundation
import GRDB
import ProcessionStore
import Testing

@Suite("docs/database.md describes the schema")
struct SchemaDocumentationTests {
    /// Column names by table, in order, as the page lists them: `## name` and rows that begin with `` | `column` ``.
    private func documented() throws -> [String: [String]] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/database.md")
        var tables: [String: [String]] = [:]
        var current: String?
        for line in try String(contentsOf: page, encoding: .utf8).split(separator: "\n") {
            if let match = line.wholeMatch(of: #/### `(\w+)`/#) {
                current = String(match.1)
            } else if line.hasPrefix("## ") {
                current = nil
            } else if let current, let match = line.prefixMatch(of: #/\| `(\w+)` \| /#) {
                tables[current, default: []].append(String(match.1))
            }
        }
        return tables
    }

    @Test("tables and columns are those of a new database")
    func columns() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("procession.db")
        try await SQLProcessStore.sqlite(at: path, access: .owner()).close()
        let queue = try DatabaseQueue(path: path)
        let actual = try await queue.read { database in
            let tables = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            return try Dictionary(
                uniqueKeysWithValues: tables.map { ($0, try database.columns(in: $0).map(\.name)) })
        }
        let documented = try documented()
        #expect(documented.keys.sorted() == actual.keys.sorted())
        for (table, columns) in actual { #expect(documented[table] == columns, "\(table)") }
    }
}
