import Foundation
import GRDB
import Procession
import ProcessionStore
import Testing

@Suite("Writing a SQLite database", .timeLimit(.minutes(1)))
struct SQLiteWritingTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("procession.db")
    }

    private func open() async throws -> SQLProcessStore { try await SQLProcessStore.sqlite(at: path, access: .owner()) }

    @Test("calls that come together share commits")
    func groupCommit() async throws {
        defer { folder.remove() }
        let store = try await open()
        let database = try #require(store.database as? SQLiteDatabase)
        let before = database.commits
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                group.addTask { try await store.create(.sample(ProcessID("p\(number)")), actor: "cli", now: Date()) }
            }
            try await group.waitForAll()
        }
        #expect(database.commits - before < 250)
        #expect(try await store.statistics().processes == [.pending: 500])
        try await store.close()
    }

    @Test("one call alone is one commit, and one that throws is none")
    func singleCommit() async throws {
        defer { folder.remove() }
        let store = try await open()
        let database = try #require(store.database as? SQLiteDatabase)
        let before = database.commits
        try await store.create(.sample("p1"), actor: "cli", now: Date())
        #expect(database.commits == before + 1)
        await #expect(throws: ProcessionError.self) { try await store.create(.sample("p1"), actor: "cli", now: Date()) }
        #expect(database.commits == before + 1)
        try await store.close()
    }

    @Test("a fault that ends a transaction which calls share fails them all, and leaves nothing of them behind")
    func sharedRollback() async throws {
        defer { folder.remove() }
        let store = try await open()
        _ = try await store.database.write { connection throws(ProcessionError) in
            try connection.run(
                script: """
                    CREATE TRIGGER refusal BEFORE INSERT ON processes WHEN NEW.id LIKE 'bad%'
                    BEGIN SELECT RAISE(ROLLBACK, 'no more of these'); END
                    """)
        }
        let created = await withTaskGroup(of: ProcessID?.self) { group in
            for number in 0..<300 {
                group.addTask {
                    let id = ProcessID("\(number % 10 == 5 ? "bad" : "p")\(number)")
                    do throws(ProcessionError) {
                        try await store.create(.sample(id), actor: "cli", now: Date())
                        return id
                    } catch {
                        return nil
                    }
                }
            }
            return await group.reduce(into: Set<ProcessID>()) { if let id = $1 { $0.insert(id) } }
        }
        let written = try await store.processes(ProcessFilter(limit: 1000)).map(\.id)
        #expect(Set(written) == created)
        #expect(!written.contains { $0.rawValue.hasPrefix("bad") })
        try await store.create(.sample("after"), actor: "cli", now: Date())
        #expect(try await store.check() == [])
        try await store.close()
    }

    @Test("a full database refuses writes, still reads, and writes again when there is space")
    func full() async throws {
        defer { folder.remove() }
        let store = try await open()
        _ = try await store.database.write { connection throws(ProcessionError) in
            try connection.query("PRAGMA max_page_count = 120", []) { _ in }
        }
        var refused: ProcessionError?
        var stored = 0
        for number in 0..<1000 {
            do throws(ProcessionError) {
                try await store.create(.sample(ProcessID("p\(number)"), tasks: 10), actor: "cli", now: Date())
                stored += 1
            } catch {
                refused = error
                break
            }
        }
        #expect(refused?.code == .databaseUnavailable)
        #expect(refused?.message.contains("the disk is full") == true)
        #expect(try await store.processes(ProcessFilter()).count == stored)
        _ = try await store.database.write { connection throws(ProcessionError) in
            try connection.query("PRAGMA max_page_count = 100000", []) { _ in }
        }
        try await store.create(.sample("after", tasks: 10), actor: "cli", now: Date())
        #expect(try await store.check() == [])
        #expect(try await store.processes(ProcessFilter()).count == stored + 1)
        try await store.close()
    }

    @Test("where files may not grow, writes are refused, and go on when they may")
    func fileSizeLimit() async throws {
        defer { folder.remove() }
        let driver = try CrashDriver("starve", path)
        let lines = try driver.allLines()
        #expect(lines.contains("refused database-unavailable"))
        #expect(lines.last == "created afterwards")
        let store = try await open()
        let created = lines.filter { $0.hasPrefix("created ") }.map { ProcessID(String($0.dropFirst(8))) }
        #expect(created.count > 1)
        #expect(Set(try await store.processes(ProcessFilter()).map(\.id)) == Set(created))
        #expect(try await store.check() == [])
        try await store.close()
    }

    @Test("what was acknowledged survives kill -9, again and again")
    func killed() async throws {
        defer { folder.remove() }
        var created: Set<String> = []
        var started: Set<String> = []
        for round in 1...8 {
            let driver = try CrashDriver("create", path)
            for line in try driver.linesUntilKilled(after: 40 * round) {
                if line.hasPrefix("created ") { created.insert(String(line.dropFirst(8))) }
                if line.hasPrefix("started ") { started.insert(String(line.dropFirst(8))) }
            }
            // A reader comes first and finds the log that the crash has left.
            let reader = try await SQLProcessStore.sqlite(at: path, access: .reader)
            let processes = try await reader.processes(ProcessFilter(limit: 1_000_000))
            #expect(created.subtracting(processes.map(\.id.rawValue)).isEmpty)
            let running = processes.filter { $0.status == .inProgress }.map(\.id.rawValue)
            #expect(started.subtracting(running).isEmpty)
            #expect(try await reader.check() == [])
            try await reader.close()
            #expect(DatabaseLock.owner(ofDatabase: path) == nil)
        }
        #expect(started.count > 100)
        let store = try await open()
        #expect(try await store.check() == [])
        try await store.close()
    }

    @Test("a copy is made while work goes on, holds one consistent state, and never replaces a file")
    func backup() async throws {
        defer { folder.remove() }
        let store = try await open()
        try await store.create(.sample("before", tasks: 500), actor: "cli", now: Date())
        let copy = folder.path("copy.db")
        async let writing: Void = {
            for number in 0..<50 { try await store.create(.sample(ProcessID("p\(number)")), actor: "cli", now: Date()) }
        }()
        try await store.backup(to: copy)
        try await writing
        let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let opened = try await SQLProcessStore.sqlite(at: copy, access: .owner())
        #expect(try await opened.tasks(of: "before").count == 500)
        #expect(try await opened.check() == [])
        try await opened.close()
        do throws(ProcessionError) {
            try await store.backup(to: copy)
            Issue.record("a file was replaced")
        } catch {
            #expect(error.code == .alreadyExists)
        }
        try await store.close()
    }

    @Test("the check says in sentences what does not agree")
    func check() async throws {
        defer { folder.remove() }
        let store = try await open()
        let sample = NewProcess.sample("p1", tasks: 2)
        try await store.create(sample, actor: "cli", now: Date())
        _ = try await store.start(
            NewExecution(
                id: "e1", processID: "p1", triggeredBy: .manual, expansion: sample.expansion, actor: "cli", now: Date())
        )
        #expect(try await store.check() == [])
        _ = try await store.database.write { connection throws(ProcessionError) in
            try connection.execute("UPDATE process_executions SET open_tasks = 5")
            try connection.execute("UPDATE processes SET current_task_index = 1")
            try connection.execute(
                "UPDATE tasks SET status = 'IN_PROGRESS', worker_id = 'ghost', fence = 7 WHERE task_index = 0")
        }
        let problems = try await store.check()
        #expect(
            problems == [
                "execution 'e1' counts 5 open tasks, but has 2",
                "task 'p1-0' (task-0) is held by worker 'ghost', which is dead or unknown",
                "task 'p1-0' (task-0) is in progress without an open attempt",
                "process 'p1' has current task 1, which is not its first open one"
            ])
        try await store.close()
    }
}
