package import Procession

/// One connection to a database, used by one thread at a time.
///
/// Statements are prepared once and reused for as long as the connection lives. Errors are those of the database:
/// `databaseUnavailable` and `databaseCorrupt` say that nothing of the transaction can be kept; every other error
/// concerns the one statement.
package protocol SQLConnection: AnyObject {
    var dialect: SQLDialect { get }

    /// Whether a transaction is open; some faults end it by themselves.
    var isInTransaction: Bool { get }

    /// Runs a statement that gives no rows; the answer is how many rows it inserted, changed or deleted.
    @discardableResult
    func execute(_ sql: SQLText, _ values: ArraySlice<SQLValue>) throws(ProcessionError) -> Int

    /// Runs a statement and calls `body` with each row that it gives. The row is valid during the call only.
    func query(
        _ sql: SQLText, _ values: [SQLValue], _ body: (any SQLRow) throws(ProcessionError) -> Void
    ) throws(ProcessionError)

    /// The texts of all statements prepared so far: for tests that look at query plans.
    var preparedTexts: [String] { get }

    /// Runs statements without placeholders, separated by semicolons: for migrations.
    func run(script: String) throws(ProcessionError)
}

/// The row that a query stands at; columns count from 0.
package protocol SQLRow: AnyObject {
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) -> Int
    func real(_ column: Int) -> Double
    func text(_ column: Int) -> String
}

extension SQLConnection {
    @discardableResult
    package func execute(_ sql: SQLText, _ values: [SQLValue] = []) throws(ProcessionError) -> Int {
        try execute(sql, values[...])
    }

    /// What `body` makes of each row.
    func rows<Result>(
        _ sql: SQLText, _ values: [SQLValue] = [], _ body: (any SQLRow) throws(ProcessionError) -> Result
    ) throws(ProcessionError) -> [Result] {
        var results: [Result] = []
        try query(sql, values) { row throws(ProcessionError) in results.append(try body(row)) }
        return results
    }

    /// What `body` makes of the last row; nil if there is none.
    func row<Result>(
        _ sql: SQLText, _ values: [SQLValue] = [], _ body: (any SQLRow) throws(ProcessionError) -> Result
    ) throws(ProcessionError) -> Result? {
        var result: Result?
        try query(sql, values) { row throws(ProcessionError) in result = try body(row) }
        return result
    }

    /// Whether a query gives any row.
    func exists(_ sql: SQLText, _ values: [SQLValue] = []) throws(ProcessionError) -> Bool {
        try row(sql, values) { _ in true } ?? false
    }

    /// Whether nothing of the transaction that was open can be kept after `error`.
    func losesTransaction(by error: ProcessionError) -> Bool { error.isFatalToTransaction || !isInTransaction }

    /// Runs `body` within the transaction that is open, and undoes what it has written if it throws.
    func undoable<Result>(_ body: () throws(ProcessionError) -> Result) throws(ProcessionError) -> Result {
        try execute("SAVEPOINT step")
        do throws(ProcessionError) {
            let result = try body()
            try execute("RELEASE step")
            return result
        } catch {
            // A transaction that has ended took the savepoint with it.
            if !losesTransaction(by: error) {
                try execute("ROLLBACK TO step")
                try execute("RELEASE step")
            }
            throw error
        }
    }

    /// The number in the first column of a query's only row; 0 if that is NULL.
    func count(_ sql: SQLText, _ values: [SQLValue] = []) throws(ProcessionError) -> Int {
        try row(sql, values) { $0.integer(0) } ?? 0
    }
}
