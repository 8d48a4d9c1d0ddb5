import Foundation
import Testing

@Suite("procession logs and events", .timeLimit(.minutes(1)))
struct LogsTests {
    @Test("logs -f shows output while the task runs, and ends with it")
    func follow() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            let run = try program.start(["run", "waiting", "--input", "folder=\(program.folder)", "--id", "w"])
            try await eventually("the task runs") { program.read("pid") != nil }
            let logs = try program.start(["logs", "w", "-f"])
            try await eventually("its output is there") { logs.output == "wait | started\n" }
            try program.write("", to: "go")
            let ending = await logs.ending()
            #expect(ending.status == 0)
            #expect(ending.output == "wait | started\nwait | ended\n")
            #expect(await run.ending().status == 0)
        }
    }

    @Test("the logs of one task have no heads; an unknown task is refused with the nearest name")
    func oneTask() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.failing)
            try await program.run("run", "failing", "--id", "f")
            #expect(try await program.run("logs", "f", "--task", "broken").output == "about to break\n")
            #expect(try await program.run("logs", "f", "--task", "fine").output == "")
            let wrong = try await program.run("logs", "f", "--task", "brokn")
            #expect(wrong.status == 3)
            #expect(wrong.error.contains("did you mean 'broken'?"))
        }
    }

    @Test("the logs of a task with items are those of all of them")
    func items() async throws {
        try await withProgram { program in
            try program.add(
                type: """
                    name: greetings
                    tasks:
                      - name: greet
                        for_each: [Ann, Bo]
                        max_parallel: 1
                        shell: echo "hello $item"
                      - name: greet-all
                        shell: echo "hello all"
                    """)
            try await program.run("run", "greetings", "--id", "g")
            let logs = try await program.run("logs", "g", "--task", "greet")
            #expect(logs.output == "greet[0] | hello Ann\ngreet[1] | hello Bo\n")
            #expect(try await program.run("logs", "g", "--task", "greet[1]").output == "hello Bo\n")
            #expect(try await program.run("logs", "g", "--task", "greet-all").output == "hello all\n")
        }
    }

    @Test("--plain and --json keep every byte of a line, escaped")
    func forms() async throws {
        try await withProgram { program in
            try program.add(
                type: #"""
                    name: odd
                    tasks:
                      - name: odd
                        command: [printf, '\033[31mred\tä\\']
                    """#)
            try await program.run("run", "odd", "--id", "o")
            let plain = try await program.run("logs", "o", "--plain")
            let fields = plain.output.split(separator: "\t", omittingEmptySubsequences: false)
            #expect(fields.dropFirst() == ["odd", "1", "stdout", "\\x1b[31mred\\tä\\\\\n"])
            let json = try await program.run("logs", "o", "--json")
            let document = try JSONDecoder().decode(LogDocument.self, from: Data(json.output.utf8))
            #expect(document.chunk.content == "\u{1B}[31mred\tä\\")
            #expect(document.chunk.task == "odd")
        }
    }

    private struct LogDocument: Decodable {
        struct Chunk: Decodable { var content, task: String }
        var chunk: Chunk
    }

    @Test("events tell every change, oldest first")
    func events() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.failing)
            try await program.run("run", "failing", "--id", "f")
            let events = try await program.run("events", "--process", "f", "--plain")
            let kinds = events.output.split(separator: "\n").map { $0.split(separator: "\t")[2] }
            #expect(kinds.first == "process.created")
            #expect(kinds.last == "execution.ended")
            #expect(kinds.contains("task.in-progress"))
            let rest = try await program.run("events", "--after", "\(kinds.count - 1)", "--json")
            #expect(rest.output.hasPrefix(#"{"event":{"actor":"#))
            #expect(rest.output.split(separator: "\n").count == 1)
        }
    }
}
