import Foundation
import GRDB
import GRDBSQLite
import Procession

/// What has to be looked at before SQLite opens a file: SQLite's own errors don't say enough, and come too late.
enum SQLiteFile {
    /// Makes the folder of a database, for its owner only, if it does not exist; and sees that files can be made in it.
    static func prepareFolder(of path: String) throws(ProcessionError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) {
            guard isFolder.boolValue else {
                throw ProcessionError(.databaseUnavailable, "'\(folder)' is not a folder, so it can't hold a database")
            }
        } else {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw ProcessionError(
                    .databaseUnavailable, "the folder '\(folder)' of the database can't be made",
                    hint: "make it, or name another place for the database", cause: error)
            }
        }
        guard access(folder, W_OK | X_OK) == 0 else {
            throw .system(
                "the folder '\(folder)' of the database can't be written", errno,
                hint: "SQLite keeps its log beside the database: give yourself write access to the folder")
        }
    }

    /// Makes an empty file with mode 0600, which the log's files inherit; or checks that the one there is fit.
    static func prepare(_ path: String) throws(ProcessionError) {
        // Before any connection exists: closing this descriptor later would drop SQLite's locks.
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            fchmod(descriptor, 0o600)
            close(descriptor)
            return
        }
        guard errno == EEXIST else { throw .system("the database '\(path)' can't be made", errno) }
        var status = stat()
        guard stat(path, &status) == 0 else { throw .system("the database '\(path)' can't be read", errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ProcessionError(.databaseUnavailable, "'\(path)' is not a file, so it can't be a database")
        }
        guard status.st_mode & 0o022 == 0 else {
            throw ProcessionError(
                .databaseUnavailable, "the database '\(path)' can be written by other users",
                hint: "whoever writes it runs commands as you: chmod 600 '\(path)'")
        }
        guard status.st_uid == geteuid() else {
            throw ProcessionError(
                .databaseUnavailable, "the database '\(path)' belongs to another user (uid \(status.st_uid))",
                hint: "run this as that user: files that another one leaves beside it would lock its owner out")
        }
        guard access(path, R_OK | W_OK) == 0 else {
            throw .system(
                "the database '\(path)' can't be written", errno, hint: "check its owner and permissions")
        }
    }

    /// The schema version of the file, 0 if it is empty; opened for reading, so that a refused file stays as it is.
    @discardableResult
    static func inspect(_ path: String) throws(ProcessionError) -> Int {
        do {
            let queue = try DatabaseQueue(path: readerName(of: path), configuration: SQLiteSettings.reader)
            let found = try queue.writeWithoutTransaction { database in
                (
                    tables: try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0,
                    isOurs: try database.tableExists("schema_migrations"),
                    version: try SchemaMigrator.version(SQLiteConnection(database))
                )
            }
            try queue.close()
            guard found.tables == 0 || found.isOurs else {
                throw ProcessionError(
                    .databaseUnavailable, "'\(path)' is a SQLite database of another program",
                    hint: "give the path of a database that Procession has made, or of a file that does not exist yet")
            }
            guard found.version <= SchemaMigrator.newestVersion else {
                throw ProcessionError(
                    .databaseTooNew,
                    "the database '\(path)' has schema \(found.version), newer than \(SchemaMigrator.newestVersion), "
                        + "the newest that this program knows",
                    hint: "use the version of Procession that wrote it, or a newer one; the file is left untouched")
            }
            return found.version
        } catch {
            throw ProcessionError(opening: path, error)
        }
    }

    /// By what name those open a file who only read it.
    ///
    /// SQLite makes a log beside a database to read it, too. On a file system that can't be written there is no need for
    /// one, since nobody changes the file; where there is a log already, SQLite reads it as it is.
    static func readerName(of path: String) -> String {
        var status = statvfs()
        guard statvfs(path, &status) == 0, status.f_flag & UInt(ST_RDONLY) != 0, size(of: path + "-wal") == 0,
            sqlite3_compileoption_used("USE_URI") != 0
        else { return path }
        return URL(filePath: path).absoluteString + "?immutable=1"
    }

    /// Looks for damage in the pages of a database that is small enough for its owner to wait; nothing is written.
    ///
    /// - Throws: `databaseCorrupt`: an engine that works on a damaged file spreads the damage.
    static func checkQuickly(_ path: String) throws(ProcessionError) {
        guard size(of: path) <= quickCheckLimit else { return }
        let problem: String?
        do {
            let queue = try DatabaseQueue(path: path, configuration: SQLiteSettings.reader)
            problem = try queue.writeWithoutTransaction { database in
                try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
            }
            try queue.close()
        } catch {
            throw ProcessionError(opening: path, error)
        }
        guard let problem, problem != "ok" else { return }
        // SQLite heads what it found with the name of the database.
        throw .damaged("the database '\(path)'", problem.split(separator: "\n").last.map(String.init) ?? problem)
    }

    /// Reading this much takes about a second.
    private static let quickCheckLimit = 256 << 20

    /// In bytes; 0 if there is no such file.
    static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Copies a database as it is at one moment into a new file of mode 0600; when it returns, the copy is on the disk.
    static func backup(_ source: DatabaseQueue, to path: String) throws(ProcessionError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? ProcessionError(.alreadyExists, "there is a file '\(path)' already", hint: "name a new file")
                : .system("the copy '\(path)' can't be made", errno, hint: "check the folder and its permissions")
        }
        close(descriptor)
        do {
            let copy = try DatabaseQueue(path: path)
            try source.backup(to: copy)
            try copy.close()
            try synchronize(path)
            try synchronize(URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false))
        } catch {
            unlink(path)
            throw ProcessionError(opening: path, error)
        }
    }

    /// Waits until a file, or the names in a folder, are on the disk.
    private static func synchronize(_ path: String) throws(ProcessionError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("'\(path)' can't be read", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("'\(path)' can't be written to the disk", errno) }
    }
}
