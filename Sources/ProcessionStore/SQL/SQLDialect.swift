/// What has to be spelt differently for each kind of database.
package struct SQLDialect: Sendable {
    /// The type and constraint of a key that the database itself counts up and never gives twice.
    var countedKey: String
    /// What follows the definition of a table that is kept in the order of its primary key.
    var clustered: String

    static let sqlite = SQLDialect(
        countedKey: "INTEGER PRIMARY KEY AUTOINCREMENT", clustered: " WITHOUT ROWID")
}
