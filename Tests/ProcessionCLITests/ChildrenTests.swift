import Foundation
import Testing

@Suite("Processes within processes", .timeLimit(.minutes(1)))
struct ChildrenTests {
    private func worker(_ program: Program) async throws -> RunningProgram {
        let worker = try program.start(["worker"])
        try await eventually("the worker is ready") { worker.error.contains("ready: ") }
        return worker
    }

    @Test("a child is neither started twice nor forgotten when the engine is killed")
    func killed() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            try program.add(type: SampleTypes.nesting)
            let first = try await worker(program)
            try await program.run("create", "nesting", "--input", "folder=\(program.folder)", "--id", "n")
            #expect(try await program.run("start", "n").status == 0)
            try await eventually("the child runs") { program.read("pid") != nil }
            let pid = program.read("pid")
            first.send(SIGKILL)
            _ = await first.ending()
            let second = try await worker(program)
            try await eventually("the child runs again") { program.read("pid") != pid }
            let children = try await program.run("list", "--parent", "n", "--plain").output
            #expect(children.split(separator: "\n").count == 1, "\(children)")
            let id = String(children.prefix { $0 != "\t" })
            #expect(try await program.run("status", "n").output.contains("child    inner: \(id) IN_PROGRESS\n"))
            #expect(try await program.run("status", id).output.contains("parent   n/inner\n"))
            #expect(try await program.run("list").output.contains("PARENT"))
            try program.write("", to: "go")
            try await eventually("both complete") {
                try await program.run("list", "--plain").output.components(separatedBy: "COMPLETED").count == 3
            }
            #expect(program.read("done") == "done\n")
            second.send(SIGTERM)
            _ = await second.ending()
            #expect(try await program.run("db", "check").status == 0)
        }
    }

    @Test("a stop goes down to the child, whose handlers run before the parent is at rest")
    func stop() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            try program.add(type: SampleTypes.nesting)
            let worker = try await worker(program)
            try await program.run("create", "nesting", "--input", "folder=\(program.folder)", "--id", "n")
            try await program.run("start", "n")
            try await eventually("the child runs") { program.read("pid") != nil }
            #expect(try await program.run("stop", "n", "--wait").status == 0)
            #expect(program.read("stopped") == "stopped\n")
            #expect(try await !isAlive(program))
            #expect(try await program.run("list", "--plain").output.components(separatedBy: "STOPPED").count == 3)
            worker.send(SIGTERM)
            _ = await worker.ending()
        }
    }

    @Test("a process that would start a type that there isn't is refused, and so is its plan")
    func unknownType() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.nesting)
            for command in [["types", "plan"], ["create"]] {
                let ending = try await program.start(
                    command + ["nesting", "--input", "folder=\(program.folder)"]
                ).ending()
                #expect(ending.status == 2)
                #expect(
                    ending.error.contains("task 'inner' starts the process type 'waiting', which is not registered"),
                    "\(ending.error)")
            }
        }
    }
}
