import Foundation
import GRDB
import Procession
import ProcessionStore
import Testing

@Suite("Faults of a SQLite file", .timeLimit(.minutes(1)))
struct SQLiteFaultTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("a folder/dätabase #1?%20.db")
    }

    private func open(_ access: SQLProcessStore.Access = .owner(), at path: String? = nil) async throws
        -> SQLProcessStore
    {
        try await SQLProcessStore.sqlite(at: path ?? self.path, access: access)
    }

    private func fill(_ store: SQLProcessStore, _ count: Int) async throws {
        for number in 0..<count {
            try await store.create(.sample(ProcessID("p\(number)"), tasks: 20), actor: "cli", now: Date())
        }
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

    @Test("a page that was overwritten anywhere is found before anything is written", arguments: [1, 2, 5, 9])
    func damagedPage(tenth: Int) async throws {
        defer { folder.remove() }
        let store = try await open()
        try await fill(store, 100)
        try await store.close()
        let handle = try FileHandle(forUpdating: URL(filePath: path))
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: size / 4096 * UInt64(tenth) / 10 * 4096)
        try handle.write(contentsOf: Data(repeating: 0xA5, count: 4096))
        try handle.close()
        let before = try bytes(path)
        do throws(ProcessionError) {
            try await SQLProcessStore.sqlite(at: path, access: .owner()).close()
            Issue.record("a damaged database was opened")
        } catch {
            #expect(error.code == .databaseCorrupt)
            #expect(error.message.hasPrefix("the database '\(path)' is damaged: "))
            #expect(error.hint?.contains("restore a backup") == true)
        }
        #expect(try bytes(path) == before)
        #expect(DatabaseLock.owner(ofDatabase: path) == nil)
    }

    @Test("whatever a crash has left of the log, what is whole of it counts, and the rest does no harm")
    func tornLog() async throws {
        defer { folder.remove() }
        let store = try await open()
        try await fill(store, 30)
        let log = try bytes(path + "-wal")
        let main = try bytes(path)
        try await store.close()
        #expect(log.count > 200_000)
        var last = -1
        for part in 0...12 {
            let copy = folder.path("crashed-\(part)/procession.db")
            try FileManager.default.createDirectory(
                atPath: folder.path("crashed-\(part)"), withIntermediateDirectories: true)
            try main.write(to: URL(filePath: copy))
            var torn = log.prefix(log.count * part / 12)
            if part == 7 { torn[torn.startIndex + 100_000] ^= 0xFF }
            try torn.write(to: URL(filePath: copy + "-wal"))
            chmod(copy, 0o600)
            let reopened = try await open(at: copy)
            #expect(try await reopened.check() == [])
            let found = try await reopened.processes(ProcessFilter(limit: 100)).count
            // The first commits, all of them, and no others.
            for number in 0..<30 {
                #expect((try await reopened.process(ProcessID("p\(number)")) != nil) == (number < found))
            }
            if part != 7 {
                #expect(found >= last)
                last = found
            }
            try await reopened.create(.sample("after"), actor: "cli", now: Date())
            try await reopened.close()
        }
        #expect(last == 30)
    }

    @Test("a long reader lets the log grow, and it is cut back when that has ended")
    func longReader() async throws {
        defer { folder.remove() }
        let store = try await open()
        try await fill(store, 5)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: path, configuration: configuration)
        // Alternating, because SQLite leaves pages alone that would stay the same.
        let texts = ["x", "y"].map { String(repeating: $0, count: 50_000) }
        try await reader.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN")
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM processes") == 5)
        }
        func write(_ count: Int) async throws {
            for number in 0..<count {
                _ = try await store.database.write { connection throws(ProcessionError) in
                    try connection.execute("UPDATE processes SET labels = ?", [.text(texts[number % 2])])
                }
            }
        }
        try await write(400)
        let grown = try await store.statistics().writeAheadLogBytes
        #expect(grown > 64 << 20, "\(grown)")
        try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
        try reader.close()
        try await write(400)
        let after = try await store.statistics().writeAheadLogBytes
        #expect(after <= 64 << 20, "\(after)")
        #expect(try await store.check() == [])
        try await store.close()
    }

    @Test("a database of an older version says which steps it lacks, and gets them from its next owner")
    func migration() async throws {
        defer { folder.remove() }
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Schemas/version-1.sql")
        try FileManager.default.createDirectory(atPath: folder.path("a folder"), withIntermediateDirectories: true)
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: String(contentsOf: script, encoding: .utf8)) }
        try queue.close()
        chmod(path, 0o600)
        let before = try bytes(path)
        let old = try await SQLProcessStore.schema(ofSQLiteAt: path)
        #expect(old.version == 1)
        #expect(old.pending.contains { $0.name == "retention indexes" })
        #expect(old.pending.map(\.version) == old.pending.map(\.version).sorted())
        await #expect { try await open(.reader).close() } throws: {
            ($0 as? ProcessionError)?.message.contains("older than this program") == true
        }
        #expect(try bytes(path) == before)
        let store = try await open()
        #expect(try await store.process("old")?.status == .completed)
        #expect(try await store.tasks(of: "old").map(\.status) == [.completed])
        #expect(try await store.check() == [])
        try await store.close()
        let new = try await SQLProcessStore.schema(ofSQLiteAt: path)
        #expect(new.pending == [])
        #expect(new.version == new.newestVersion)
    }

    @Test("a database of another user is refused", .enabled(if: geteuid() == 0, "only root can give files away"))
    func foreignOwner() async throws {
        defer { folder.remove() }
        try await open().close()
        #expect(chown(path, 12_345, 12_345) == 0)
        await #expect { try await open().close() } throws: {
            ($0 as? ProcessionError)?.message.contains("belongs to another user (uid 12345)") == true
        }
    }
}
