import GRDB
package import Procession
import Synchronization

/// A SQLite database in memory that carries every call out on the thread of its caller: for tests and simulations.
///
/// Nothing of it waits for a disk or another thread, so that whoever owns the threads decides what happens in which
/// order. It is gone when it is closed.
package final class SQLiteMemory: SQLDatabase {
    /// The connection; its statements are used on GRDB's queue for it only.
    private final class Handle: @unchecked Sendable {
        // Unchecked because of this one, which is touched in accesses to `queue` alone: these are serialised.
        private var connection: SQLiteConnection?
        let queue: DatabaseQueue

        init(_ queue: DatabaseQueue) { self.queue = queue }

        func open() throws {
            try SQLiteMemory.empty.get().backup(to: queue)
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA temp_store = MEMORY")
                connection = try SQLiteConnection(database)
            }
        }

        func perform<Result>(
            _ begin: SQLText, _ body: (any SQLConnection) throws(ProcessionError) -> Result
        ) -> Swift.Result<Result, ProcessionError> {
            queue.writeWithoutTransaction { _ in
                do throws(ProcessionError) {
                    guard let connection else {
                        throw ProcessionError(.databaseUnavailable, "the database has been closed")
                    }
                    try connection.execute(begin)
                    do throws(ProcessionError) {
                        let result = try body(connection)
                        try connection.execute("COMMIT")
                        return .success(result)
                    } catch {
                        if connection.isInTransaction { try connection.execute("ROLLBACK") }
                        throw error
                    }
                } catch {
                    return .failure(error)
                }
            }
        }

        func close() throws {
            queue.writeWithoutTransaction { _ in
                connection?.forgetStatements()
                connection = nil
            }
            try queue.close()
        }
    }

    package let isExclusive: Bool
    private let handle: Handle

    /// What each is a copy of: making the tables takes a hundred times as long as copying them.
    private static let empty = Result {
        let queue = try DatabaseQueue()
        try queue.writeWithoutTransaction { try SchemaMigrator.migrate(SQLiteConnection($0)) }
        return queue
    }

    /// - Parameter isExclusive: whether engines are to believe that they are the only ones here.
    package init(isExclusive: Bool) throws(ProcessionError) {
        self.isExclusive = isExclusive
        do {
            handle = Handle(try DatabaseQueue())
            try handle.open()
        } catch {
            throw ProcessionError(opening: ":memory:", error)
        }
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        try handle.perform("BEGIN IMMEDIATE", body).get()
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        try handle.perform("BEGIN", body).get()
    }

    package func integrityProblems() async throws(ProcessionError) -> [String] {
        try await read { connection throws(ProcessionError) in
            try connection.rows("PRAGMA foreign_key_check") {
                "a row of '\($0.text(0))' refers to a row of '\($0.text(2))' that does not exist"
            }
        }
    }

    package func backup(to path: String) async throws(ProcessionError) {
        try SQLiteFile.backup(handle.queue, to: path)
    }

    /// Memory has no file system to give anything back to.
    package func reclaimSpace(within time: Duration) async throws(ProcessionError) -> Bool { true }

    package func size() async throws(ProcessionError) -> DatabaseSize {
        try await read { connection throws(ProcessionError) in
            let page = try connection.count("PRAGMA page_size")
            return DatabaseSize(
                total: try connection.count("PRAGMA page_count") * page,
                free: try connection.count("PRAGMA freelist_count") * page, log: 0)
        }
    }

    package func close() async throws(ProcessionError) {
        do {
            try handle.close()
        } catch {
            throw ProcessionError(opening: ":memory:", error)
        }
    }
}
