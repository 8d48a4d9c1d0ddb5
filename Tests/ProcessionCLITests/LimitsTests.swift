import Foundation
import Testing

@Suite("Limits", .timeLimit(.minutes(1)))
struct LimitsTests {
    @Test("pools are set and listed, here and through the engine that owns the database")
    func pools() async throws {
        try await withProgram { program in
            #expect(try await program.run("pools", "list").error == "no pool was set, and no task waits for one\n")
            #expect(try await program.run("pools", "set", "disk", "3").status == 0)
            #expect(try await program.run("pools", "list", "--plain").output == "disk\t3\t0\t0\tyou\n")
            let wrong = try await program.run("pools", "set", "Disk", "3")
            #expect(wrong.status == 2)
            #expect(wrong.error.hasPrefix("error[invalid-argument]: 'Disk' can't name a pool"))
            let worker = try program.start(["worker"])
            try await eventually("the worker is ready") { worker.error.contains("ready: ") }
            #expect(try await program.run("pools", "set", "disk", "0").status == 0)
            #expect(try await program.run("pools", "list", "--plain").output == "disk\t0\t0\t0\tyou\n")
            #expect(try await program.run("pools", "set", "disk", "--", "-1").status == 2)
            #expect(try await program.run("pools", "remove", "disk").status == 0)
            #expect(try await program.run("pools", "list", "--plain").output == "")
            let again = try await program.run("pools", "remove", "disk")
            #expect(again.status == 3)
            #expect(again.error.hasPrefix("error[not-found]: the pool 'disk' was not set\n"), "\(again.error)")
            let events = try await program.run("events", "--plain").output
            #expect(events.contains("\tpool.set\t\t\tcli\tthe pool 'disk' has 0 slots\n"), "\(events)")
            #expect(events.contains("\tpool.removed\t\t\tcli\tthe pool 'disk' has 1 slot\n"), "\(events)")
            worker.send(SIGTERM)
            _ = await worker.ending()
        }
    }

    @Test("a start beyond the limit says that it is queued, and so does status")
    func queued() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.single)
            let worker = try program.start(["worker"])
            try await eventually("the worker is ready") { worker.error.contains("ready: ") }
            for id in ["a", "b"] {
                try await program.run("create", "single", "--input", "folder=\(program.folder)", "--id", id)
            }
            #expect(try await program.run("start", "a").error == "")
            try await eventually("the task runs") { program.read("pid") != nil }
            let start = try await program.run("start", "b")
            #expect(start.status == 0)
            #expect(start.error == "queued: waits for others with the concurrency key 'single'\n")
            #expect(try await program.run("status", "b").output.contains("for the key 'single'\n"))
            #expect(try await program.run("pools", "list", "--plain").output == "disk\t1\t1\t0\tdefault\n")
            try program.write("", to: "go")
            try await eventually("both complete") {
                try await program.run("list", "--status", "completed", "--plain").output.split(separator: "\n").count
                    == 2
            }
            worker.send(SIGTERM)
            _ = await worker.ending()
        }
    }

    @Test("the registry tells the limits of a type, and a process can have a priority of its own")
    func registry() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.single)
            let show = try await program.run("types", "show", "single").output
            #expect(show.contains("concurrency: 1 execution with the key 'single', then queue\npriority: 7\n"))
            #expect(show.contains("pool disk"))
            let plan = try await program.run("types", "plan", "single", "--input", "folder=/").output
            #expect(plan.contains("at most 1 execution with the key 'single', then queue\n"))
            let created = try await program.run(
                "create", "single", "--input", "folder=/", "--id", "p", "--priority", "5", "--json")
            #expect(created.output.contains(#""priority":5"#))
            #expect(try await program.run("status", "p", "--json").output.contains(#""priority":12"#))
            #expect(
                try await program.run("create", "single", "--input", "folder=/", "--priority", "200").status == 2)
        }
    }
}
