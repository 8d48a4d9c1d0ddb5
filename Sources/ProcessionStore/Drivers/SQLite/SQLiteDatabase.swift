import Foundation
import GRDB
package import Procession
import Synchronization

/// A SQLite file with one connection that writes and a few that read.
package final class SQLiteDatabase: SQLDatabase {
    private static let readerCount = 3

    let path: String
    private let lock: DatabaseLock?
    private let writerQueue: DatabaseQueue?
    private let groupCommit: GroupCommitWriter?
    private let readers: SQLiteReaders
    private let isClosed = Mutex(false)

    package var isExclusive: Bool { lock != nil }

    package var writer: (any TaskExecutor)? { groupCommit }

    /// Transactions committed by this object; 0 for a reader.
    package var commits: Int { groupCommit?.commits ?? 0 }

    /// Opens a database on a thread that may block.
    static func open(
        _ path: String, _ access: SQLProcessStore.Access
    ) async throws(ProcessionError) -> SQLiteDatabase {
        try await blocking { () throws(ProcessionError) in
            switch access {
            case .owner(let socket): try SQLiteDatabase(owning: path, socket: socket)
            case .reader: try SQLiteDatabase(reading: path)
            }
        }
    }

    /// Runs `body` on a thread that may block.
    static func blocking<Result: Sendable>(
        _ body: @escaping @Sendable () throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        let result: Swift.Result<Result, ProcessionError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(ProcessionError) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// Opens the database to write it: makes it if need be, takes its lock, brings the schema up to date.
    init(owning path: String, socket: String?) throws(ProcessionError) {
        try SQLiteFile.prepareFolder(of: path)
        let lock = try DatabaseLock(database: path, socket: socket)
        try SQLiteFile.prepare(path)
        try SQLiteFile.inspect(path)
        try SQLiteFile.checkQuickly(path)
        do {
            let queue = try DatabaseQueue(path: path, configuration: SQLiteSettings.writer)
            try queue.writeWithoutTransaction { database in
                try SQLiteSettings.verify(database)
                let connection = try SQLiteConnection(database)
                defer { connection.forgetStatements() }
                try SchemaMigrator.migrate(connection)
                try database.execute(sql: "PRAGMA application_id = \(SQLiteSettings.applicationID)")
            }
            readers = try SQLiteReaders(path: path, count: Self.readerCount)
            groupCommit = try GroupCommitWriter(queue)
            writerQueue = queue
        } catch {
            throw ProcessionError(opening: path, error)
        }
        self.path = path
        self.lock = lock
    }

    /// Opens the database to read it, whether or not another program owns it.
    init(reading path: String) throws(ProcessionError) {
        guard FileManager.default.fileExists(atPath: path) else {
            throw ProcessionError(
                .databaseUnavailable, "there is no database '\(path)'",
                hint: "it is made by the first command that writes, such as 'procession create'")
        }
        let version = try SQLiteFile.inspect(path)
        guard version == SchemaMigrator.newestVersion else {
            throw ProcessionError(
                .databaseUnavailable, "the database '\(path)' has schema \(version), which is older than this program",
                hint: "the next command that writes, such as 'procession worker', brings it up to date")
        }
        readers = try SQLiteReaders(path: SQLiteFile.readerName(of: path), count: Self.readerCount)
        self.path = path
        lock = nil
        writerQueue = nil
        groupCommit = nil
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        guard let groupCommit else {
            throw ProcessionError(.databaseUnavailable, "the database '\(path)' was opened for reading only")
        }
        return try await groupCommit.write(body)
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        guard !isClosed.withLock({ $0 }) else {
            throw ProcessionError(.databaseUnavailable, "the database has been closed")
        }
        return try await readers.read { connection throws(ProcessionError) in try body(connection) }
    }

    package func integrityProblems() async throws(ProcessionError) -> [String] {
        try await readers.read { connection throws(ProcessionError) in
            var problems = try connection.rows("PRAGMA integrity_check(100)") { $0.text(0) }.filter { $0 != "ok" }
            problems += try connection.rows("PRAGMA foreign_key_check") {
                "a row of '\($0.text(0))' refers to a row of '\($0.text(2))' that does not exist"
            }
            return problems
        }
    }

    package func reclaimSpace(within time: Duration) async throws(ProcessionError) -> Bool {
        try await write { connection throws(ProcessionError) in
            let start = ContinuousClock.now
            while true {
                let free = try connection.count("PRAGMA freelist_count")
                // Pages that stay free are there for new rows: a file in steady use neither shrinks nor grows.
                let reserve = max(256, try connection.count("PRAGMA page_count") / 10)
                guard free > reserve, try connection.count("PRAGMA auto_vacuum") == 2 else { return true }
                if ContinuousClock.now - start > time { return false }
                try connection.execute("PRAGMA incremental_vacuum(64)")
            }
        }
    }

    package func backup(to path: String) async throws(ProcessionError) {
        let source = readers.first
        try await Self.blocking { () throws(ProcessionError) in try SQLiteFile.backup(source, to: path) }
    }

    package func size() async throws(ProcessionError) -> DatabaseSize {
        let log = SQLiteFile.size(of: path + "-wal")
        return try await read { connection throws(ProcessionError) in
            let pageSize = try connection.count("PRAGMA page_size")
            return DatabaseSize(
                total: try connection.count("PRAGMA page_count") * pageSize,
                free: try connection.count("PRAGMA freelist_count") * pageSize, log: log)
        }
    }

    package func close() async throws(ProcessionError) {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        guard !wasClosed else { return }
        await groupCommit?.close()
        defer { lock?.release() }
        try await Self.blocking { () throws(ProcessionError) in try self.closeConnections() }
    }

    /// The readers first: the writer, as the last one, then checkpoints and removes the log.
    private func closeConnections() throws(ProcessionError) {
        do {
            try readers.close()
            try writerQueue?.close()
        } catch {
            throw ProcessionError(opening: path, error)
        }
    }
}
