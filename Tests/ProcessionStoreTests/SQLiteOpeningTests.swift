import Foundation
import GRDB
import Procession
import ProcessionStore
import Testing

@Suite("Opening a SQLite database", .timeLimit(.minutes(1)))
struct SQLiteOpeningTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("state/procession.db")
    }

    private func open(_ access: SQLProcessStore.Access = .owner()) async throws -> SQLProcessStore {
        try await SQLProcessStore.sqlite(at: path, access: access)
    }

    /// The error that opening throws.
    private func refusal(_ access: SQLProcessStore.Access = .owner(), at path: String? = nil) async -> ProcessionError?
    {
        do throws(ProcessionError) {
            let store = try await SQLProcessStore.sqlite(at: path ?? self.path, access: access)
            try await store.close()
            return nil
        } catch {
            return error
        }
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("the writer commits durably, and its settings are read back")
    func pragmas() async throws {
        defer { folder.remove() }
        let store = try await open()
        let settings = try await store.database.write { connection throws(ProcessionError) in
            var settings: [String] = []
            for pragma: SQLText in [
                "PRAGMA journal_mode", "PRAGMA synchronous", "PRAGMA foreign_keys", "PRAGMA trusted_schema",
                "PRAGMA cell_size_check", "PRAGMA wal_autocheckpoint", "PRAGMA application_id", "PRAGMA auto_vacuum"
            ] {
                try connection.query(pragma, []) { settings.append($0.text(0)) }
            }
            return settings
        }
        #expect(settings == ["wal", "2", "1", "0", "1", "4000", "1347568462", "2"])
        let reader = try await store.database.read { connection throws(ProcessionError) in
            var settings: [String] = []
            for pragma: SQLText in ["PRAGMA query_only", "PRAGMA wal_autocheckpoint"] {
                try connection.query(pragma, []) { settings.append($0.text(0)) }
            }
            return settings
        }
        #expect(reader == ["1", "0"])
        try await store.close()
    }

    @Test("folder, database and log are for their owner only")
    func permissions() async throws {
        defer { folder.remove() }
        let store = try await open()
        #expect(try mode(folder.path("state")) == 0o700)
        #expect(try mode(path) == 0o600)
        #expect(try mode(path + "-wal") == 0o600)
        #expect(try mode(path + "-shm") == 0o600)
        #expect(try mode(path + ".lock") == 0o600)
        try await store.close()
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"), "the last checkpoint removes the log")
    }

    @Test("a second owner is refused with the first one's pid and address, until that has closed")
    func lock() async throws {
        defer { folder.remove() }
        let store = try await open(.owner(socket: "/run/procession.sock"))
        let error = try #require(await refusal())
        #expect(error.code == .databaseOwned)
        #expect(error.message.contains("process \(getpid()) on"))
        #expect(error.message.contains("listens on '/run/procession.sock'"))
        #expect(error.hint?.contains("kill \(getpid())") == true)
        let owner = try #require(DatabaseLock.owner(ofDatabase: path))
        #expect(owner.pid == getpid())
        #expect(owner.socket == "/run/procession.sock")
        try await store.close()
        #expect(DatabaseLock.owner(ofDatabase: path) == nil)
        #expect(await refusal() == nil)
    }

    @Test("a reader works beside an owner and without one, sees what is committed, and writes nothing")
    func reader() async throws {
        defer { folder.remove() }
        let owner = try await open()
        let reader = try await open(.reader)
        try await owner.create(.sample("p1"), actor: "cli", now: Date())
        #expect(try await reader.process("p1") != nil)
        await #expect(throws: ProcessionError.self) {
            try await reader.create(.sample("p2"), actor: "cli", now: Date())
        }
        #expect(try await reader.check() == [])
        try await owner.close()
        #expect(try await reader.process("p1") != nil)
        try await reader.close()
        let before = try Data(contentsOf: URL(filePath: path))
        let alone = try await open(.reader)
        #expect(try await alone.process("p1") != nil)
        try await alone.close()
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("a reader is told that there is no database, and makes none")
    func missing() async throws {
        defer { folder.remove() }
        let error = try #require(await refusal(.reader))
        #expect(error.code == .databaseUnavailable)
        #expect(error.message == "there is no database '\(path)'")
        #expect(error.hint != nil)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a newer schema is refused, and the file stays as it is", arguments: [true, false])
    func tooNew(asReader: Bool) async throws {
        defer { folder.remove() }
        try await open().close()
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: "INSERT INTO schema_migrations VALUES (99, 'future', 'x')") }
        try queue.close()
        let before = try Data(contentsOf: URL(filePath: path))
        let error = try #require(await refusal(asReader ? .reader : .owner()))
        #expect(error.code == .databaseTooNew)
        #expect(error.message.contains("has schema 99, newer than "))
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("what is not a database of ours is refused, and stays as it is", arguments: [true, false])
    func foreign(isSQLite: Bool) async throws {
        defer { folder.remove() }
        let path = folder.path("other.db")
        if isSQLite {
            let queue = try DatabaseQueue(path: path)
            try await queue.write { try $0.execute(sql: "CREATE TABLE notes (text)") }
            try queue.close()
        } else {
            try Data(String(repeating: "This is a diary. ", count: 500).utf8).write(to: URL(filePath: path))
        }
        chmod(path, 0o600)
        let before = try Data(contentsOf: URL(filePath: path))
        let error = try #require(await refusal(at: path))
        #expect(error.code == (isSQLite ? .databaseUnavailable : .databaseCorrupt))
        #expect(error.message == "'\(path)' is \(isSQLite ? "a SQLite database of another program" : "not a database")")
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("a damaged page is found by the check, and reading it says so")
    func corrupt() async throws {
        defer { folder.remove() }
        let store = try await open()
        for number in 0..<200 {
            try await store.create(.sample(ProcessID("p\(number)"), tasks: 20), actor: "cli", now: Date())
        }
        try await store.close()
        // A page after every tenth of the file from the third on: the schema lies before.
        let handle = try FileHandle(forUpdating: URL(filePath: path))
        let size = try handle.seekToEnd()
        for part in 3..<10 {
            try handle.seek(toOffset: size / 4096 * UInt64(part) / 10 * 4096)
            try handle.write(contentsOf: Data(repeating: 0xA5, count: 4096))
        }
        try handle.close()
        let damaged = try await open(.reader)
        var codes: Set<String> = []
        do throws(ProcessionError) {
            codes.formUnion(try await damaged.check().isEmpty ? ["sound"] : ["problems"])
        } catch {
            codes.insert(error.code.description)
        }
        do throws(ProcessionError) {
            for number in 0..<200 { _ = try await damaged.tasks(of: ProcessID("p\(number)")) }
        } catch {
            #expect(error.code == .databaseCorrupt)
            #expect(error.hint?.contains("restore a backup") == true)
        }
        #expect(codes == ["problems"] || codes == ["database-corrupt"])
        try await damaged.close()
    }

    @Test("a database that others can write is refused")
    func writableByOthers() async throws {
        defer { folder.remove() }
        try await open().close()
        chmod(path, 0o666)
        let error = try #require(await refusal())
        #expect(error.code == .databaseUnavailable)
        #expect(error.hint?.contains("chmod 600") == true)
    }

    @Test("a folder that can't be made is refused with the reason")
    func impossibleFolder() async throws {
        defer { folder.remove() }
        let error = try #require(await refusal(at: "/proc/nowhere/procession.db"))
        #expect(error.code == .databaseUnavailable)
        #expect(error.message.contains("'/proc/nowhere/' of the database can't be made"))
        let file = folder.path("file")
        try Data().write(to: URL(filePath: file))
        let second = try #require(await refusal(at: file + "/procession.db"))
        #expect(second.code == .databaseUnavailable)
    }

    @Test("a folder without write access is refused", .enabled(if: geteuid() != 0, "root may write everywhere"))
    func readOnlyFolder() async throws {
        defer { folder.remove() }
        let locked = folder.path("locked")
        try FileManager.default.createDirectory(atPath: locked, withIntermediateDirectories: true)
        chmod(locked, 0o500)
        let error = try #require(await refusal(at: locked + "/procession.db"))
        #expect(error.code == .databaseUnavailable)
        #expect(error.message.contains("can't be written"))
        chmod(locked, 0o700)
    }
}
