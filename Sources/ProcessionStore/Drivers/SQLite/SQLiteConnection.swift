import GRDB
import GRDBSQLite
import Procession

/// A SQLite connection that GRDB has opened, with its prepared statements.
///
/// Used by one thread at a time; see ``GroupCommitWriter`` and ``SQLiteReaders``.
final class SQLiteConnection: SQLConnection {
    let dialect = SQLDialect.sqlite
    private let handle: OpaquePointer
    private var statements: [SQLText: SQLiteStatement] = [:]

    init(_ database: Database) throws(ProcessionError) {
        guard let handle = database.sqliteConnection else {
            throw ProcessionError(.databaseUnavailable, "the database is closed")
        }
        self.handle = handle
        // GRDB has itself told what each statement touches, for observers; nobody observes, and that doubles the time that
        // a statement takes to prepare.
        sqlite3_set_authorizer(handle, nil, nil)
    }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    var preparedTexts: [String] { statements.keys.map(\.text) }

    func execute(_ sql: SQLText, _ values: ArraySlice<SQLValue>) throws(ProcessionError) -> Int {
        let statement = try self.statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() {}
        return Int(sqlite3_changes(handle))
    }

    func query(
        _ sql: SQLText, _ values: [SQLValue], _ body: (any SQLRow) throws(ProcessionError) -> Void
    ) throws(ProcessionError) {
        let statement = try self.statement(sql)
        defer { statement.reset() }
        try statement.bind(values[...])
        while try statement.step() { try body(statement) }
    }

    func run(script: String) throws(ProcessionError) {
        let code = sqlite3_exec(handle, script, nil, nil, nil)
        guard code == SQLITE_OK else { throw ProcessionError(sqlite: handle, code: code) }
    }

    /// Finalizes all statements, so that the connection can be closed.
    func forgetStatements() { statements.removeAll() }

    private func statement(_ sql: SQLText) throws(ProcessionError) -> SQLiteStatement {
        if let statement = statements[sql] { return statement }
        let statement = try SQLiteStatement(sql.text, on: handle)
        statements[sql] = statement
        return statement
    }
}
