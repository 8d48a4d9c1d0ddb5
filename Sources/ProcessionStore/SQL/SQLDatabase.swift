package import Procession

/// A database that ``SQLProcessStore`` keeps its tables in: what a driver provides.
package protocol SQLDatabase: Sendable {
    /// Whether nobody else can write to the database while it is open.
    var isExclusive: Bool { get }
    /// Runs Swift tasks between transactions, on a thread that writes; nil where there is none.
    var writer: (any TaskExecutor)? { get }

    /// Runs `body` in a transaction, possibly shared with other calls, and returns after that has become durable.
    ///
    /// A `body` that throws has changed nothing, and leaves the others of its transaction alone. Bodies run one after
    /// the other, in the order of the calls.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result

    /// Runs `body` on one consistent state of the database, which holds everything that was written before the call.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result

    /// What the database itself finds wrong with its file or its indexes; empty is sound.
    func integrityProblems() async throws(ProcessionError) -> [String]
    /// Gives free space back to the file system until the time is up; true when no more than a reserve is left.
    func reclaimSpace(within time: Duration) async throws(ProcessionError) -> Bool
    func backup(to path: String) async throws(ProcessionError)
    func size() async throws(ProcessionError) -> DatabaseSize
    func close() async throws(ProcessionError)
}

extension SQLDatabase {
    package var writer: (any TaskExecutor)? { nil }
}

/// How much room a database takes, in bytes.
package struct DatabaseSize: Sendable {
    /// Of the tables and indexes, free room included.
    package var total: Int
    /// Of it, what is free for new rows.
    package var free: Int
    /// Of the log that holds what was written last.
    package var log: Int
}
