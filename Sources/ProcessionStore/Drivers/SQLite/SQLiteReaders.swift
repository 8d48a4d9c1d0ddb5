import GRDB
import Procession
import Synchronization

/// A few read-only connections, each with a queue of its own, so that reads wait neither for writes nor on a thread of
/// the cooperative pool.
final class SQLiteReaders: Sendable {
    /// One connection; its statements are used on GRDB's queue for it only.
    private final class Reader: @unchecked Sendable {
        let queue: DatabaseQueue
        // Unchecked because of this one, which is touched in accesses to `queue` alone: these are serialised.
        private var connection: SQLiteConnection?

        init(_ queue: DatabaseQueue) { self.queue = queue }

        func perform<Result>(
            _ body: (SQLiteConnection) throws(ProcessionError) -> Result, in database: Database
        ) throws(ProcessionError) -> Result {
            let connection = try existing(database)
            try connection.execute("BEGIN")
            do throws(ProcessionError) {
                let result = try body(connection)
                try connection.execute("COMMIT")
                return result
            } catch {
                if connection.isInTransaction { _ = try? connection.execute("ROLLBACK") }
                throw error
            }
        }

        private func existing(_ database: Database) throws(ProcessionError) -> SQLiteConnection {
            if let connection { return connection }
            let connection = try SQLiteConnection(database)
            self.connection = connection
            return connection
        }

        func close() throws {
            queue.writeWithoutTransaction { _ in
                connection?.forgetStatements()
                connection = nil
            }
            try queue.close()
        }
    }

    private let readers: [Reader]
    /// Reads under way, by reader.
    private let load: Mutex<[Int]>

    init(path: String, count: Int) throws(ProcessionError) {
        var readers: [Reader] = []
        for _ in 0..<count {
            do {
                readers.append(Reader(try DatabaseQueue(path: path, configuration: SQLiteSettings.reader)))
            } catch {
                throw ProcessionError(opening: path, error)
            }
        }
        self.readers = readers
        load = Mutex(Array(repeating: 0, count: count))
    }

    /// Runs `body` in a read transaction of the connection that has least to do.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection) throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        let index = load.withLock { load in
            let index = load.indices.min { load[$0] < load[$1] } ?? 0
            load[index] += 1
            return index
        }
        defer { load.withLock { $0[index] -= 1 } }
        let reader = readers[index]
        let result: Swift.Result<Result, ProcessionError> = await withCheckedContinuation { continuation in
            reader.queue.asyncWriteWithoutTransaction { database in
                do throws(ProcessionError) {
                    continuation.resume(returning: .success(try reader.perform(body, in: database)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// A connection for GRDB's own operations, which block.
    var first: DatabaseQueue { readers[0].queue }

    func close() throws {
        for reader in readers { try reader.close() }
    }
}
