/// What has to be spelt differently for each kind of database.
package struct SQLDialect: Sendable {
    /// The type and constraint of a key that the database itself counts up and never gives twice.
    var countedKey: String
    /// What follows the definition of a table that is kept in the order of its primary key.
    var clustered: String
    /// An expression for a column of time as a number of milliseconds, the same for the same time whenever it is asked.
    var milliseconds: @Sendable (_ column: String) -> String

    func milliseconds(of column: String) -> String { milliseconds(column) }

    static let sqlite = SQLDialect(
        countedKey: "INTEGER PRIMARY KEY AUTOINCREMENT", clustered: " WITHOUT ROWID",
        milliseconds: { "CAST(round(julianday(\($0)) * 86400000.0) AS INTEGER)" })
}
