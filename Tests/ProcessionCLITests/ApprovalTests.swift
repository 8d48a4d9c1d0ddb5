import Foundation
import Testing

@Suite("procession approve, reject and approvals", .timeLimit(.minutes(1)))
struct ApprovalTests {
    /// A worker that has a process of the release type wait for approval.
    private func waiting(_ program: Program, id: String = "r") async throws -> RunningProgram {
        try program.add(type: SampleTypes.release)
        let worker = try program.start(["worker"])
        try await eventually("the worker is ready") { worker.error.contains("ready: ") }
        try await program.run("create", "release", "--input", "folder=\(program.folder)", "--id", id)
        #expect(try await program.run("start", id).status == 0)
        try await eventually("it waits") {
            try await program.run("approvals", "--plain").output.hasPrefix("\(id)\task\t")
        }
        return worker
    }

    private func isCompleted(_ program: Program, _ id: String = "r") async throws -> Bool {
        try await program.run("list", "--plain").output.contains("\(id)\trelease\tCOMPLETED\t")
    }

    @Test("the running engine goes on at once when its question is answered by another program")
    func throughTheEngine() async throws {
        try await withProgram { program in
            let worker = try await waiting(program)
            let question = "Release into \(program.folder)?"
            #expect(try await program.run("approvals").output.contains(question))
            let status = try await program.run("status", "r").output
            #expect(status.contains("approval ask: \(question)\n"))
            #expect(try await program.run("status", "r", "--json").output.contains(#""awaits":{"kind":"approval""#))
            let approved = try await program.run("approve", "r", "--by", "ann", "--note", "all is well")
            #expect(approved.status == 0, "\(approved.error)")
            #expect(approved.output == "" && approved.error == "")
            try await eventually("it completes") { try await isCompleted(program) }
            #expect(program.read("released") == "ann: all is well\n")
            #expect(try await program.run("approvals").error == "no task waits for approval\n")
            let events = try await program.run("events", "--process", "r", "--plain").output
            #expect(events.contains("\ttask.approved\tr/ask\t1\tcli\tapproved by ann: all is well\n"))
            let again = try await program.run("approve", "r/ask")
            #expect(again.status == 4)
            #expect(again.error.hasPrefix("error[state-conflict]: the task 'ask' of process 'r' does not wait for"))
            worker.send(SIGTERM)
            _ = await worker.ending()
        }
    }

    @Test("a question outlives kill -9, and is answered while no engine runs")
    func killed() async throws {
        try await withProgram { program in
            let worker = try await waiting(program)
            worker.send(SIGKILL)
            _ = await worker.ending()
            #expect(try await program.run("approvals", "--plain").output.hasPrefix("r\task\t"))
            let approved = try await program.run("approve", "r/ask", environment: ["USER": "ann", "LOGNAME": "ann"])
            #expect(approved.status == 0, "\(approved.error)")
            #expect(approved.error.contains("no engine is running; 'r' goes on when one is: `procession worker"))
            #expect(program.read("released") == nil)
            let next = try program.start(["worker"])
            try await eventually("it completes") { try await isCompleted(program) }
            #expect(program.read("released")?.hasSuffix(": \n") == true)
            next.send(SIGTERM)
            _ = await next.ending()
            #expect(try await program.run("db", "check").status == 0)
        }
    }

    @Test("a rejection fails the process with the note as the reason")
    func reject() async throws {
        try await withProgram { program in
            let worker = try await waiting(program)
            #expect(
                try await program.run("reject", "r", "--task", "ask", "--by", "bo", "--note", "not today").status == 0)
            let status = try await program.run("status", "r", "--plain").output
            #expect(status.contains("rejected by bo: not today"))
            #expect(try await program.run("list", "--plain").output.contains("r\trelease\tFAILED\t"))
            #expect(program.read("released") == nil)
            worker.send(SIGTERM)
            _ = await worker.ending()
        }
    }

    @Test("run shows the question, and goes on when another terminal answers it")
    func foreground() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.release)
            let run = try program.start(["run", "release", "--input", "folder=\(program.folder)", "--id", "odd/id"])
            try await eventually("it asks") { run.error.contains("waiting: for approval: Release into") }
            #expect(try await program.run("approve", "odd/id/ask", "--by", "ann").status == 0)
            let ending = await run.ending()
            #expect(ending.status == 0, "\(ending.error)")
            #expect(ending.error.contains("ask      completed in"))
            #expect(ending.error.components(separatedBy: "waiting: for approval").count == 2)
        }
    }

    @Test("items are named by their place, and what is ambiguous is refused with the names")
    func items() async throws {
        try await withProgram { program in
            try program.add(
                type: """
                    name: regions
                    tasks:
                      - name: ask
                        for_each: [north, south]
                        approval: Start ${item}?
                    """)
            let run = try program.start(["run", "regions", "--id", "p"])
            try await eventually("both ask") {
                try await program.run("approvals", "--plain").output.split(separator: "\n").count == 2
            }
            for target in ["p", "p/ask"] {
                let ambiguous = try await program.run("approve", target)
                #expect(ambiguous.status == 2)
                #expect(ambiguous.error.contains("2 tasks of the process 'p' wait for approval: 'ask[0]', 'ask[1]'"))
            }
            #expect(try await program.run("approve", "p", "--task", "ask[0]").status == 0)
            #expect(try await program.run("approve", "p/ask").status == 0)
            #expect(await run.ending().status == 0)
        }
    }

    @Test("what is named wrongly is refused, and nothing is decided")
    func wrongNames() async throws {
        try await withProgram { program in
            let worker = try await waiting(program)
            let refusals: [([String], Int32, String)] = [
                (["approve", "absent"], 3, "there is no process or task 'absent'"),
                (["approve", "r/akk"], 3, "did you mean 'ask'?"),
                (["approve", "r", "--by", "ann\nbo"], 2, "a name with line breaks or control characters can't be kept"),
                (["approve", "r", "--task", "release"], 4, "does not wait for approval: it is PENDING"),
                (["approve", "r", "--note", ""], 2, "a note of 0 bytes"), (["reject"], 2, "process|task")
            ]
            for (arguments, status, message) in refusals {
                let ending = try await program.start(arguments).ending()
                #expect(ending.status == status, "\(arguments)")
                #expect(ending.error.contains(message), "\(ending.error)")
            }
            #expect(try await program.run("approvals", "--plain").output.hasPrefix("r\task\t"))
            worker.send(SIGTERM)
            _ = await worker.ending()
        }
    }
}
