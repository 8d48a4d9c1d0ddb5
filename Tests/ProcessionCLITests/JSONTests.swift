import Foundation
import Testing

@Suite("--json", .timeLimit(.minutes(1)))
struct JSONTests {
    private struct Status: Decodable {
        struct Process: Decodable {
            var id, type, status, created_at: String
            var outputs: [String: Int]?
            var total_tasks: Int
            var schedule: String?
        }
        struct Task: Decodable {
            var name, status, executor, command: String
            var attempt, timeout_ms: Int
            var exit_code: Int?
        }
        var format_version: Int
        var process: Process
        var tasks: [Task]
    }

    private func decode<Document: Decodable>(_ type: Document.Type, _ ending: Ending) throws -> Document {
        try JSONDecoder().decode(type, from: Data(ending.output.utf8))
    }

    @Test("status has the process with typed outputs, and its tasks in order")
    func status() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            try await program.run("run", "greet", "--input", "who=Ann", "--id", "a")
            let document = try decode(Status.self, try await program.run("status", "a", "--json"))
            #expect(document.format_version == 1)
            #expect(document.process.status == "COMPLETED")
            #expect(document.process.outputs == ["letters": 3])
            #expect(document.process.created_at.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            #expect(document.tasks.map(\.name) == ["say", "count"])
            #expect(document.tasks[0].exit_code == 0)
            #expect(document.tasks[0].timeout_ms == 3_600_000)
        }
    }

    @Test(
        "every command with --json prints one object with a format_version",
        arguments: [
            ["list"], ["status", "f"], ["history", "f"], ["types", "list"], ["types", "show", "failing"],
            ["types", "plan", "failing"], ["executors", "list"], ["executors", "show", "shell"], ["plugins", "list"],
            ["db", "check"],
            ["db", "stats"]
        ])
    func documents(command: [String]) async throws {
        struct Document: Decodable { var format_version: Int }
        try await withProgram { program in
            try program.add(type: SampleTypes.failing)
            try await program.run("run", "failing", "--id", "f")
            let ending = try await program.start(command + ["--json"]).ending()
            #expect(ending.status == 0, "\(ending.error)")
            #expect(ending.output.hasSuffix("\n"))
            #expect(try decode(Document.self, ending).format_version == 1)
        }
    }

    @Test("a schedule is kept with its next time")
    func schedule() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.failing)
            let created = try await program.run(
                "create", "failing", "--id", "s", "--schedule", "30 2 * * *", "--time-zone", "Europe/Berlin")
            #expect(created.status == 0, "\(created.error)")
            let list = try await program.run("list", "--scheduled", "--plain")
            #expect(list.output.contains(/^s\tfailing\tPENDING\t.*T0[01]:30:00.000Z\n$/))
            let wrong = try await program.run("create", "failing", "--schedule", "99 * * * *")
            #expect(wrong.status == 2)
        }
    }
}
