import Foundation
import Procession
import Testing

@Suite("backup-process", .timeLimit(.minutes(1)))
struct BackupProcessTests {
    private func backup(of database: Value, in folder: URL, keep: Value = 7) throws -> BundledProcess {
        try BundledProcess(
            "backup-process", inputs: ["database": database, "backup_dir": folder("backups"), "keep": keep])
    }

    /// Runs the tasks until one fails, and cleans up; the last that ran, and what the folder holds.
    private func runTasks(_ process: BundledProcess) async throws -> TaskRun {
        let last = try await process.run("dump", "compress", "verify", "publish", "rotate")
        try await process.run("clean-up")
        return last
    }

    private func makeDatabase(_ name: String, in folder: URL) async throws -> Value {
        _ = try await python(
            """
            db = sqlite3.connect(sys.argv[1])
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("CREATE TABLE item(name TEXT)")
            db.executemany("INSERT INTO item VALUES (?)", [("'; DROP TABLE item; --",)] * 500)
            db.commit()
            """, folder(name))
        return folder(name)
    }

    @Test(
        "a backup is whole, checked, and leaves nothing partial", arguments: ["shop.db", "it's [a] $(touch x) ü.v2.db"])
    func backup(name: String) async throws {
        try await withScratchFolder { folder in
            let last = try await runTasks(backup(of: makeDatabase(name, in: folder), in: folder))
            #expect(last.failure == nil)
            let names = try folder.names(in: "backups")
            let backup = try #require(names.first)
            #expect(names == [backup, "\(backup).sha256"])
            let count = try await python(
                """
                import gzip, os, hashlib
                packed = open(sys.argv[1], "rb").read()
                assert hashlib.sha256(packed).hexdigest() in open(sys.argv[1] + ".sha256").read()
                open(sys.argv[2], "wb").write(gzip.decompress(packed))
                print(sqlite3.connect(sys.argv[2]).execute("SELECT count(*) FROM item").fetchone()[0])
                """, folder("backups/\(backup)"), folder("restored.db"))
            #expect(count == "500\n")
        }
    }

    @Test("only the newest backups of this database stay, and nothing else is touched")
    func rotation() async throws {
        try await withScratchFolder { folder in
            let process = try backup(of: await makeDatabase("a.b.db", in: folder), in: folder, keep: 2)
            let old = (1...3).map { "backups/a.b-2020010\($0)T000000Z.sqlite.gz" }
            let others = [
                "backups/axb-20200101T000000Z.sqlite.gz", "backups/a.b-c-20200101T000000Z.sqlite.gz",
                "backups/a.b-notes.txt", "backups/a.b-20200101T000000Z.sqlite.gz.old"
            ]
            for name in old.flatMap({ [$0, "\($0).sha256"] }) + others { try folder.write(name, "x") }

            let last = try await runTasks(process)
            #expect(last.outputs == ["kept": 2, "deleted": 2])
            let names = try Set(folder.names(in: "backups").map { "backups/\($0)" })
            #expect(names.isSuperset(of: others + [old[2], "\(old[2]).sha256"]))
            // The new one and its checksum are all there is beside these.
            #expect(names.count == others.count + 4)
        }
    }

    @Test("what is no database fails with the reason and is not created")
    func noDatabase() async throws {
        try await withScratchFolder { folder in
            let missing = try await runTasks(backup(of: folder("missing.db"), in: folder))
            #expect(missing.complaints == "error: there is no database \(folder.path("missing.db"))\n")
            #expect(missing.failure != nil)
            #expect(try folder.names() == [])

            let text = try folder.write("text.db", String(repeating: "not a database ", count: 100))
            let wrong = try await runTasks(backup(of: text, in: folder))
            #expect(wrong.complaints == "error: \(text.text): file is not a database\n")
            #expect(wrong.failure != nil)
            #expect(try folder.names(in: "backups") == [])
        }
    }

    @Test(
        "a backup that was damaged after it was packed is not published",
        arguments: [
            // The archive itself, then a page inside of it that only SQLite can see.
            ("packed[100:200] = bytes(100)", "sha256sum"),
            (
                "pages = bytearray(gzip.decompress(packed)); pages[4096:4200] = bytes(104); packed = gzip.compress(pages)",
                ""
            )
        ])
    func damaged(statement: String, complaint: String) async throws {
        try await withScratchFolder { folder in
            let process = try backup(of: await makeDatabase("a.db", in: folder), in: folder)
            try await process.run("dump", "compress")
            _ = try await python(
                """
                import glob, gzip, hashlib, os
                os.chdir(sys.argv[1])
                [name] = glob.glob("*.gz")
                packed = bytearray(open(name, "rb").read())
                \(statement)
                open(name, "wb").write(packed)
                if not sys.argv[2]:
                    open(name + ".sha256", "w").write(hashlib.sha256(packed).hexdigest() + "  " + name + "\\n")
                """, folder("backups/.partial-process-id"), .string(complaint))
            let run = try await process.run("verify", "publish")
            #expect(run.complaints.contains(complaint.isEmpty ? "error: the backup is damaged" : complaint))
            #expect(run.failure != nil)
            #expect(try folder.names(in: "backups") == [".partial-process-id"])
        }
    }
}
