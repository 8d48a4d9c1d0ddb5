import Foundation
import Testing

@Suite("What the state or the database forbids", .timeLimit(.minutes(1)))
struct StateTests {
    @Test("conflicts with the state of a process end with 4")
    func conflicts() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            try await program.run("run", "greet", "--input", "who=x", "--id", "done")
            let again = try await program.run("create", "greet", "--input", "who=x", "--id", "done")
            #expect(again.status == 4)
            #expect(again.error.hasPrefix("error[already-exists]: "))
            let stop = try await program.run("stop", "done")
            #expect(stop.status == 4)
            let delete = try await program.run("delete", "done")
            #expect(delete.status == 4)
            #expect(delete.error.hasPrefix("error[state-conflict]: "))
        }
    }

    @Test("a process that is made can be listed, shown, started here and deleted once it has failed")
    func life() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.failing)
            let created = try await program.run("create", "failing")
            #expect(created.status == 0)
            let id = created.output.trimmingCharacters(in: .newlines)
            let pending = try await program.run("list", "--status", "pending", "--plain")
            #expect(pending.output.hasPrefix("\(id)\tfailing\tPENDING\t0/3\t"))
            let status = try await program.run("status", id)
            #expect(status.output.contains("status   PENDING\n"))
            #expect(try await program.run("start", id, "--wait").status == 1)
            let history = try await program.run("history", id, "--plain")
            #expect(history.output.contains("\tFAILED\tMANUAL\t"))
            let execution = String(history.output.prefix(36))
            let attempts = try await program.run("history", id, "--execution", execution, "--plain")
            #expect(
                attempts.output.split(separator: "\n").map { $0.prefix(16) }
                    == [
                        "fine\t1\tcompleted", "broken\t1\tfailed\t"
                    ].map { $0.prefix(16) })
            #expect(try await program.run("delete", id).status == 0)
            #expect(try await program.run("status", id).status == 3)
        }
    }

    @Test("a rerun is carried out here with --wait, and tells which execution it reruns")
    func rerun() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.mendable)
            try await program.run("run", "mendable", "--input", "folder=\(program.folder)", "--id", "m")
            let none = try await program.run("rerun", "m", "--failed")
            #expect(none.status == 5)
            #expect(none.error.contains("`procession rerun m --failed --wait`"))
            try program.write("", to: "go")
            let rerun = try await program.run("rerun", "m", "--failed", "--wait", "--json")
            #expect(rerun.status == 0, "\(rerun.error)")
            #expect(program.read("runs") == "run\n")
            let first = try await program.run("history", "m", "--plain").output.split(separator: "\n")[1].prefix(36)
            #expect(rerun.output.contains(#""rerun_of":"\#(first)""#))
            try await program.run("create", "mendable", "--input", "folder=\(program.folder)", "--id", "new")
            let never = try await program.run("rerun", "new", "--wait")
            #expect(never.status == 4)
            #expect(never.error.hasPrefix("error[state-conflict]: the process 'new' has never run"))
        }
    }

    @Test("starting without an engine says how to have one, and changes nothing")
    func noEngine() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            try await program.run("create", "greet", "--input", "who=x", "--id", "p", "--db", "it's.db")
            let start = try await program.run("start", "p", "--db", "it's.db")
            #expect(start.status == 5)
            let quoted = #"'\#(program.folder)/it'\''s.db'"#
            #expect(
                start.error == """
                    error[database-unavailable]: no engine is running that could carry out 'p'
                        = hint: start one with `procession worker --db \(quoted)`, or carry it out here with \
                    `procession start p --wait --db \(quoted)`

                    """)
            #expect(try await program.run("list", "--plain", "--db", "it's.db").output.contains("\tPENDING\t"))
        }
    }

    @Test(
        "a database that can't be had ends with 5",
        arguments: ["postgres://localhost/x", "/proc/none/x.db", "process-types", "missing.db", "text.db"])
    func unavailable(path: String) async throws {
        try await withProgram { program in
            try program.write("this is no database, and long enough to be looked at as one\n", to: "text.db")
            let list = try await program.run("list", environment: ["PROCESSION_DB": path])
            #expect(list.status == 5, "\(list.error)")
            #expect(list.error.hasPrefix("error[database-"))
        }
    }

    @Test("the state folder is its owner's only")
    func stateFolder() async throws {
        try await withProgram { program in
            let list = try await program.shell("umask 0; procession list")
            #expect(list.error == "no processes\n")
            let folder = "\(program.folder)/state/procession"
            let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions]
            #expect(mode as? Int == 0o700)
        }
    }

    @Test(
        "what does not exist is not found",
        arguments: [["status"], ["logs"], ["history"], ["stop"], ["delete"], ["start"], ["rerun"]])
    func notFound(command: [String]) async throws {
        try await withProgram { program in
            try await program.run("list")
            let ending = try await program.start(command + ["absent"]).ending()
            #expect(ending.status == 3, "\(ending.error)")
            #expect(ending.error.hasPrefix("error[not-found]: there is no process 'absent'"))
        }
    }
}
