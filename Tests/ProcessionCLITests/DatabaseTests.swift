import Foundation
import Testing

@Suite("Care of the database", .timeLimit(.minutes(1)))
struct DatabaseTests {
    @Test("stats tell rows, room and age, as a table and as JSON")
    func stats() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            try await program.run("run", "greet", "--input", "who=x")
            let plain = try await program.run("db", "stats", "--plain").output
            for line in ["processes COMPLETED\t1\n", "executions\t1\n", "free bytes\t0\n", "oldest event\t20"] {
                #expect(plain.contains(line), "\(plain)")
            }
            let json = try await program.run("db", "stats", "--json").output
            for key in ["free_bytes", "write_ahead_log_bytes", "oldest_execution", "oldest_event", "database_bytes"] {
                #expect(json.contains("\"\(key)\":"), "\(json)")
            }
        }
    }

    @Test("migrate says that there is nothing to do, also while an engine owns the database")
    func migrate() async throws {
        try await withProgram { program in
            #expect(try await program.run("db", "migrate").status == 5)
            try await program.run("list")
            let worker = try program.start(["worker"])
            defer { worker.send(SIGKILL) }
            try await eventually("the worker is ready") { worker.error.contains("ready: ") }
            let ending = try await program.run("db", "migrate")
            #expect(ending.status == 0)
            #expect(ending.error.hasPrefix("the database is up to date: schema "))
            let json = try await program.run("db", "migrate", "--dry-run", "--json").output
            #expect(json.contains(#""is_dry_run":true"#) && json.contains(#""steps":[]"#), "\(json)")
        }
    }

    @Test("a damaged database is refused by every command with the way to restore it, and stays as it is")
    func damaged() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            for _ in 0..<5 { try await program.run("run", "greet", "--input", "who=x") }
            let backup = try await program.run("db", "backup", "copy.db")
            #expect(backup.status == 0, "\(backup.error)")
            #expect(try await program.run("db", "backup", "copy.db").status == 4)
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: program.database))
            try handle.seek(toOffset: 4096 * 9)
            try handle.write(contentsOf: Data(repeating: 0x5A, count: 4096 * 3))
            try handle.close()
            let before = try Data(contentsOf: URL(fileURLWithPath: program.database))
            for arguments in [["worker"], ["run", "greet", "--input", "who=y"], ["create", "greet", "--input", "who=z"]]
            {
                let ending = try await program.start(arguments).ending()
                #expect(ending.status == 5)
                #expect(ending.error.hasPrefix("error[database-corrupt]: the database '"), "\(ending.error)")
                #expect(ending.error.contains("restore a backup"))
            }
            #expect(try await program.run("db", "check").status != 0)
            #expect(try Data(contentsOf: URL(fileURLWithPath: program.database)) == before)
            let restored = try await program.shell(
                """
                rm "$XDG_STATE_HOME"/procession/procession.db* && cp copy.db "$XDG_STATE_HOME"/procession/procession.db
                chmod 600 "$XDG_STATE_HOME"/procession/procession.db
                procession run greet --input who=y && procession db check
                """)
            #expect(restored.status == 0, "\(restored.error)")
        }
    }

    @Test("a copy that was made while a task ran is taken up again where it was restored")
    func restore() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            let run = try program.start(["run", "waiting", "--input", "folder=\(program.folder)", "--id", "w"])
            try await eventually("the task runs") { program.read("pid") != nil }
            #expect(try await program.run("db", "backup", "copy.db").status == 0)
            run.send(SIGKILL)
            _ = await run.ending()
            try program.write("", to: "go")
            let worker = try program.start(["worker", "--db", "copy.db"])
            defer { worker.send(SIGKILL) }
            try await eventually("it completes") {
                try await program.run("list", "--plain", "--db", "copy.db").output.contains("w\twaiting\tCOMPLETED\t")
            }
            let history = try await program.run("db", "check", "--db", "copy.db")
            #expect(history.status == 0)
        }
    }

    @Test("a worker says that others can read its database, and does not start where they can write it")
    func permissions() async throws {
        try await withProgram { program in
            try await program.run("list")
            chmod(program.database, 0o644)
            let worker = try program.start(["worker"])
            defer { worker.send(SIGKILL) }
            try await eventually("the worker is ready") { worker.error.contains("ready: ") }
            #expect(worker.error.contains("can be read by other users"), "\(worker.error)")
            worker.send(SIGTERM)
            _ = await worker.ending()
            chmod(program.database, 0o666)
            let refused = try await program.run("worker")
            #expect(refused.status == 5)
            #expect(refused.error.contains("chmod 600"))
        }
    }

    @Test("messages of a worker as JSON are one object a line")
    func jsonLog() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.failing)
            let worker = try program.start(["worker", "-v", "--log-format", "json"])
            defer { worker.send(SIGKILL) }
            try await eventually("the worker is ready") { worker.error.contains("ready: ") }
            #expect(try await program.run("run", "failing", "--id", "f").status == 1)
            worker.send(SIGTERM)
            let lines = await worker.ending().error.split(separator: "\n")
            struct Line: Decodable { var time, level, message: String; var fields: [String: String] }
            let decoded = try lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
            #expect(decoded.contains { $0.message == "attempt ended" && $0.fields["process"] == "f" })
        }
    }

    /// Whether a file system can be mounted for a test alone.
    private static let canMount = geteuid() == 0 && FileManager.default.fileExists(atPath: "/usr/bin/unshare")

    @Test(
        "on a full disk running tasks go on, reading goes on, and the engine goes on by itself when there is room",
        .enabled(if: canMount, "needs the right to mount a file system"))
    func fullDisk() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            let ending = try await program.shell(
                """
                mkdir small && exec unshare --mount sh -eu -c '
                    mount -t tmpfs -o size=3m tmpfs small
                    export PROCESSION_DB=small/procession.db
                    "$0" worker 2> worker.log & worker=$!
                    until grep -qs ready: worker.log; do sleep 0.05; done
                    "$0" create waiting --input folder="$PWD" --id w && "$0" start w > started
                    until [ -e pid ]; do sleep 0.05; done
                    dd if=/dev/zero of=small/filler bs=4k 2> /dev/null || true
                    until ! "$0" create waiting --input folder="$PWD" 2> refused; do :; done
                    touch go
                    until grep -q "running tasks go on" worker.log; do sleep 0.05; done
                    "$0" list --plain > while-full
                    rm small/filler
                    until "$0" list --plain | grep -q "^w.waiting.COMPLETED"; do sleep 0.05; done
                    "$0" db check
                    kill $worker && wait $worker
                ' "\(Program.path)"
                """)
            #expect(ending.status == 0, "\(ending.error)")
            #expect(program.read("refused")?.contains("the disk is full") == true)
            #expect(program.read("while-full")?.contains("w\twaiting\tIN_PROGRESS") == true)
            #expect(program.read("worker.log")?.contains("can be written again") == false, "a notice is not shown")
        }
    }

    @Test(
        "on a file system that can't be written a database can be read, and writing is refused clearly",
        .enabled(if: canMount, "needs the right to mount a file system"))
    func readOnly() async throws {
        try await withProgram { program in
            let ending = try await program.shell(
                """
                mkdir locked && exec unshare --mount sh -eu -c '
                    mount -t tmpfs -o size=3m tmpfs locked
                    "$0" worker --db locked/procession.db 2> log & worker=$!
                    until grep -qs ready: log; do sleep 0.05; done
                    kill $worker && wait $worker
                    "$0" pools set disk 3 --db locked/procession.db
                    mount -o remount,ro locked
                    "$0" pools list --plain --db locked/procession.db
                    "$0" worker --db locked/procession.db
                ' "\(Program.path)"
                """)
            #expect(ending.status == 5)
            #expect(ending.error.hasPrefix("error[database-unavailable]: "), "\(ending.error)")
            #expect(ending.error.contains("Read-only file system"), "\(ending.error)")
            #expect(ending.output == "disk\t3\t0\t0\tyou\n")
        }
    }
}
