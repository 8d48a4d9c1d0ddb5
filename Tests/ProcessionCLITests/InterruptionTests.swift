import Foundation
import Testing

@Suite("Ctrl-C", .timeLimit(.minutes(1)))
struct InterruptionTests {
    @Test("once: the process is stopped cleanly, its handlers run, no child is left", arguments: [SIGINT, SIGTERM])
    func once(signal: Int32) async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            let run = try program.start(["run", "waiting", "--input", "folder=\(program.folder)", "--id", "w"])
            try await eventually("the task runs") { program.read("pid") != nil }
            run.send(signal)
            let ending = await run.ending()
            #expect(ending.status == 130, "\(ending.error)")
            #expect(ending.error.contains("stopping 'w'; once more ends at once\n"))
            #expect(ending.error.contains("■ stopped w in "))
            #expect(ending.error.contains("procession status w\n"))
            #expect(program.read("stopped") == "stopped\n")
            #expect(try await !isAlive(program))
            #expect(try await program.run("list", "--plain").output.contains("w\twaiting\tSTOPPED\t"))
        }
    }

    @Test("twice: a child that ignores everything is killed, and the program ends at once")
    func twice() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.stubborn)
            let run = try program.start(["run", "stubborn", "--input", "folder=\(program.folder)", "--id", "s"])
            try await eventually("the task runs") { program.read("pid") != nil }
            run.send(SIGINT)
            try await eventually("the first is noticed") { run.error.contains("stopping 's'") }
            run.send(SIGINT)
            let ending = await run.ending()
            #expect(ending.status == 130)
            #expect(ending.error.contains("procession stop s"))
            try await eventually("no child is left") { try await !isAlive(program) }
            // The engine may have found the time to write that the child is dead: then there is nothing left to stop.
            let stop = try await program.run("stop", "s")
            #expect(stop.status == 0 || stop.error.hasPrefix("error[state-conflict]: "), "\(stop.error)")
            #expect(try await program.run("list", "--plain").output.contains("s\tstubborn\tSTOPPED\t"))
        }
    }
}
