public import Procession

/// Processes, tasks and their history in a SQL database.
///
/// Every statement is in this module, once; a driver only carries statements out. The rules of the state machine are
/// in `ExecutionMachine`.
public struct SQLProcessStore: ProcessStore {
    /// What a program wants to do with a SQLite database.
    public enum Access: Sendable, Equatable {
        /// Write it, alone: takes the lock of the database, makes it if need be and brings its schema up to date.
        ///
        /// Programs that find the lock taken are told the `socket` on which this one listens.
        case owner(socket: String? = nil)
        /// Read it, whether or not another program owns it; nothing is written, not even the schema.
        case reader
    }

    package let database: any SQLDatabase
    let policies = RetryPolicyCache()

    package init(database: any SQLDatabase) { self.database = database }

    /// Opens the SQLite database at `path`.
    ///
    /// - Throws: `databaseOwned` where another program owns it, `databaseTooNew`, `databaseCorrupt`, or
    ///   `databaseUnavailable` where the file or its folder can't be used.
    public static func sqlite(at path: String, access: Access) async throws(ProcessionError) -> SQLProcessStore {
        try await SQLProcessStore(database: SQLiteDatabase.open(path, access))
    }

    /// How far the tables of the SQLite database at `path` are; nothing is written.
    ///
    /// - Throws: `databaseTooNew`, `databaseCorrupt`, or `databaseUnavailable` where the file can't be read.
    public static func schema(ofSQLiteAt path: String) async throws(ProcessionError) -> SchemaState {
        try await SQLiteDatabase.blocking { () throws(ProcessionError) in
            SchemaState(version: try SQLiteFile.inspect(path))
        }
    }

    public var isExclusive: Bool { database.isExclusive }

    public var writer: (any TaskExecutor)? { database.writer }

    public func close() async throws(ProcessionError) { try await database.close() }
}
