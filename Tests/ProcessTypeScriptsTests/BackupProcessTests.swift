import Foundation
import Testing

@Suite("backup-process", .timeLimit(.minutes(1)))
struct BackupProcessTests {
    private func backup(of database: String, in folder: URL, keep: Int = 7) -> BundledType {
        BundledType(
            name: "backup-process",
            inputs: ["database": database, "backup_dir": folder("backups"), "keep": "\(keep)"],
            environment: ["partial_dir": folder("backups/.partial-1")])
    }

    /// Runs the tasks in order until one fails; the last that ran, and the name of the backup.
    private func runTasks(_ type: BundledType) async throws -> (last: TaskRun, name: String) {
        let dump = try await type.run("dump")
        guard dump.exitStatus == 0, let name = dump.outputs["name"] else { return (dump, "") }
        for task in ["compress", "verify", "publish"] {
            let run = try await type.run(task, ["name": name])
            guard run.exitStatus == 0 else { return (run, name) }
        }
        let rotate = try await type.script(
            "rotate_backups.py", type.inputs["backup_dir"] ?? "", type.inputs["database"] ?? "",
            "--keep=\(type.inputs["keep"] ?? "")")
        _ = try await type.run("clean-up")
        return (rotate, name)
    }

    private func makeDatabase(_ name: String, in folder: URL, rows: Int = 500) async throws -> String {
        _ = try await BundledType.python(
            """
            db = sqlite3.connect(sys.argv[1])
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("CREATE TABLE item(name TEXT)")
            db.executemany("INSERT INTO item VALUES (?)", [("'; DROP TABLE item; --",)] * int(sys.argv[2]))
            db.commit()
            """, folder(name), "\(rows)")
        return folder(name)
    }

    @Test(
        "a backup is whole, checked, and leaves nothing partial", arguments: ["shop.db", "it's [a] $(touch x) ü.v2.db"])
    func backup(name: String) async throws {
        try await withScratchFolder { folder in
            let type = backup(of: try await makeDatabase(name, in: folder), in: folder)
            let (last, backup) = try await runTasks(type)
            #expect(last.exitStatus == 0, "\(last.standardError)")
            #expect(try folder.names(in: "backups") == [backup, "\(backup).sha256"])
            let count = try await BundledType.python(
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
            let type = backup(of: try await makeDatabase("a.b.db", in: folder), in: folder, keep: 2)
            let old = (1...3).map { "backups/a.b-2020010\($0)T000000Z.sqlite.gz" }
            let others = [
                "backups/axb-20200101T000000Z.sqlite.gz", "backups/a.b-c-20200101T000000Z.sqlite.gz",
                "backups/a.b-notes.txt", "backups/a.b-20200101T000000Z.sqlite.gz.old"
            ]
            for name in old.flatMap({ [$0, "\($0).sha256"] }) + others { try folder.write(name, "x") }

            let (last, backup) = try await runTasks(type)
            #expect(last.outputs == ["kept": "2", "deleted": "2"])
            let stay = [backup, "a.b-20200103T000000Z.sqlite.gz"].flatMap { [$0, "\($0).sha256"] }
            #expect(
                try Set(folder.names(in: "backups"))
                    == Set(stay + others.map { String($0.dropFirst("backups/".count)) }))
        }
    }

    @Test("what is no database fails with the reason and is not created")
    func noDatabase() async throws {
        try await withScratchFolder { folder in
            let missing = try await runTasks(backup(of: folder("missing.db"), in: folder)).last
            #expect(missing.exitStatus == 1)
            #expect(missing.standardError == "error: there is no database \(folder("missing.db"))\n")
            #expect(try folder.names() == [])

            let text = try folder.write("text.db", String(repeating: "not a database ", count: 100))
            let wrong = try await runTasks(backup(of: text, in: folder)).last
            #expect(wrong.exitStatus == 1)
            #expect(wrong.standardError == "error: \(text): file is not a database\n")
        }
    }

    @Test("a backup that was damaged after it was packed is not published", arguments: [0, 1])
    func damaged(kind: Int) async throws {
        try await withScratchFolder { folder in
            let type = backup(of: try await makeDatabase("a.db", in: folder), in: folder)
            let dump = try await type.run("dump")
            let name = try #require(dump.outputs["name"])
            _ = try await type.run("compress", ["name": name])
            if kind == 0 {
                try folder.write("backups/.partial-1/\(name)", "damaged")
                let verify = try await type.run("verify", ["name": name])
                #expect(verify.exitStatus != 0)
            } else {
                // Packed well, so that only SQLite can see it.
                let verify = try await BundledType.python(
                    """
                    import gzip, subprocess
                    pages = bytearray(gzip.decompress(open(sys.argv[1], "rb").read()))
                    pages[4096:4200] = b"\\xff" * 104
                    open(sys.argv[1], "wb").write(gzip.compress(bytes(pages)))
                    run = subprocess.run(["python3", "scripts/verify_backup.py", sys.argv[1]], stderr=subprocess.PIPE)
                    print(run.returncode, run.stderr.decode())
                    """, folder("backups/.partial-1/\(name)"))
                #expect(verify.hasPrefix("1 error: the backup is damaged"))
            }
        }
    }
}
