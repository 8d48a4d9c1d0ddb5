import Foundation
import Testing

@Suite("db prune", .timeLimit(.minutes(1)))
struct RetentionTests {
    /// A folder with a process that has run three times, and one of its type that ran once before.
    private func withHistory(_ body: (Program) async throws -> Void) async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            #expect(try await program.run("run", "greet", "--input", "who=x", "--id", "a").status == 0)
            #expect(try await program.run("run", "greet", "--input", "who=x", "--id", "b").status == 0)
            for _ in 0..<2 { #expect(try await program.run("start", "b", "--wait").status == 0) }
            try await body(program)
        }
    }

    @Test("it removes what is older, keeps the last ones, and says how much")
    func prune() async throws {
        try await withHistory { program in
            let nothing = try await program.run("db", "prune", "--plain")
            #expect(nothing.status == 0, "\(nothing.error)")
            #expect(nothing.output == "processes\t0\nexecutions\t0\nattempts\t0\nlog chunks\t0\nevents\t0\n")
            let preview = try await program.run(
                "db", "prune", "--older-than", "0s", "--keep", "1", "--dry-run", "--json")
            #expect(preview.output.contains(#""is_dry_run":true"#), "\(preview.output)\(preview.error)")
            #expect(preview.output.contains(#""processes":1"#) && preview.output.contains(#""executions":3"#))
            let lines = try await program.run(
                "db", "prune", "--older-than", "0s", "--keep", "1", "--dry-run", "--plain")
            #expect(try await program.run("status", "a").status == 0)
            let removed = try await program.run("db", "prune", "--older-than", "0s", "--keep", "1", "--plain")
            #expect(removed.output.hasPrefix("processes\t1\nexecutions\t3\n"), "\(removed.output)\(removed.error)")
            #expect(removed.output == lines.output)
            #expect(try await program.run("status", "a").status == 3)
            #expect(try await program.run("history", "b", "--plain").output.split(separator: "\n").count == 1)
            #expect(try await program.run("db", "check").status == 0)
        }
    }

    @Test("where an engine owns the database, the engine does it")
    func remote() async throws {
        try await withHistory { program in
            let worker = try program.start(["worker", "--keep-completed", "forever"])
            defer { worker.send(SIGKILL) }
            try await eventually("the worker is ready") { worker.error.contains("ready: ") }
            let removed = try await program.run("db", "prune", "--keep-completed", "0s", "--keep-last", "1", "--plain")
            #expect(removed.status == 0, "\(removed.error)")
            #expect(removed.output.hasPrefix("processes\t1\nexecutions\t3\n"), "\(removed.output)")
            worker.send(SIGTERM)
            #expect(await worker.ending().status == 0)
        }
    }

    @Test(
        "ages and numbers that are none are refused",
        arguments: [
            (["db", "prune", "--older-than", "soon"], "older-than"), (["db", "prune", "--keep", "0"], "--keep"),
            (["worker", "--keep-last", "0"], "--keep-last"), (["worker", "--keep-logs", "-1d"], "keep-logs")
        ])
    func badUse(arguments: [String], message: String) async throws {
        try await withProgram { program in
            let ending = try await program.start(arguments).ending()
            #expect(ending.status == 2)
            #expect(ending.error.contains(message), "\(ending.error)")
        }
    }

    @Test("variables of the environment stand in for options, and are checked like them")
    func environment() async throws {
        try await withHistory { program in
            let variables = [
                "PROCESSION_KEEP_COMPLETED": "0s", "PROCESSION_KEEP_LAST": "2", "PROCESSION_KEEP_EVENTS": "forever"
            ]
            let removed = try await program.run("db", "prune", "--plain", environment: variables)
            #expect(removed.output.hasPrefix("processes\t0\nexecutions\t1\n"), "\(removed.output)\(removed.error)")
            let wrong = try await program.run("db", "prune", environment: ["PROCESSION_KEEP_LOGS": "a while"])
            #expect(wrong.status == 2)
            #expect(wrong.error.contains("PROCESSION_KEEP_LOGS is 'a while', which is no duration"))
        }
    }

    @Test("there is nothing to prune where there is no database")
    func missing() async throws {
        try await withProgram { program in
            let ending = try await program.run("db", "prune")
            #expect(ending.status == 5)
            #expect(ending.error.contains("there is no database at"))
            #expect(!FileManager.default.fileExists(atPath: program.database))
        }
    }
}
