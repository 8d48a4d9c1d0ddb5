import GRDB
import GRDBSQLite
import Procession

extension ProcessionError {
    /// The error that a SQLite connection has just reported.
    init(sqlite connection: OpaquePointer, code: Int32) {
        self.init(sqlite: sqlite3_extended_errcode(connection), message: String(cString: sqlite3_errmsg(connection)))
        // The connection may have gone on to another statement: the code that was returned is the one that counts.
        if sqlite3_extended_errcode(connection) & 0xFF != code & 0xFF {
            self.init(sqlite: code, message: String(cString: sqlite3_errstr(code)))
        }
    }

    /// What GRDB threw while it opened or copied a database.
    init(opening path: String, _ error: any Error) {
        switch error {
        case let error as ProcessionError: self = error
        case let error as DatabaseError:
            self.init(
                sqlite: error.extendedResultCode.rawValue, message: error.message ?? "unknown error", path: path)
        default: self.init(.databaseUnavailable, "the database '\(path)' can't be used", cause: error)
        }
    }

    init(sqlite code: Int32, message: String, path: String? = nil) {
        let database = path.map { "the database '\($0)'" } ?? "the database"
        switch code & 0xFF {
        case SQLITE_FULL:
            self.init(
                .databaseUnavailable, "\(database) can't grow: the disk is full",
                hint: "free some space; nothing was written, and the next write works again")
        case SQLITE_IOERR:
            self.init(
                .databaseUnavailable, "\(database) can't be read or written: \(message) (\(code))",
                hint: "look at the disk, its free space and the limits on file sizes")
        case SQLITE_NOMEM:
            self.init(.databaseUnavailable, "out of memory while using \(database)")
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(
                .databaseUnavailable, "\(database) is locked by another program",
                hint: "end the program that has it open for writing, such as a sqlite3 shell in a transaction")
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH:
            self.init(
                .databaseUnavailable, "\(database) can't be opened or written: \(message)",
                hint: "check the permissions of the file and its folder")
        case SQLITE_CORRUPT:
            self = .damaged(database, message)
        case SQLITE_NOTADB:
            self.init(
                .databaseCorrupt, "\(path.map { "'\($0)'" } ?? "the file") is not a database",
                hint: "give the path of a database that Procession has made, or of a file that does not exist yet")
        case SQLITE_CONSTRAINT:
            self.init(.internalFault, "the database refuses a row: \(message)")
        default:
            self.init(.internalFault, "a statement failed: \(message) (\(code))")
        }
    }

    static func damaged(_ database: String, _ problem: String) -> ProcessionError {
        ProcessionError(
            .databaseCorrupt, "\(database) is damaged: \(problem)",
            hint: "end what uses it, move it away with its -wal and -shm, and restore a backup in its place; what can "
                + "still be read of it, `sqlite3 FILE .recover` tells")
    }

    /// Whether the whole transaction is lost, whichever statement met the error.
    var isFatalToTransaction: Bool { code == .databaseUnavailable || code == .databaseCorrupt }
}
