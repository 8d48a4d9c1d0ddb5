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

    @Test("twice: a plugin that ignores everything is killed")
    func plugin() async throws {
        try await withProgram { program in
            let run = try await startHanging(program)
            run.send(SIGINT)
            try await eventually("the first is noticed") { run.error.contains("stopping 'h'") }
            run.send(SIGINT)
            let ending = await run.ending()
            #expect(ending.status == 130)
            try await eventually("no plugin is left") { try await !isAlive(program) }
        }
    }

    @Test("a stop where no engine runs kills the plugin that a dead engine has left at work")
    func leftPlugin() async throws {
        try await withProgram { program in
            let run = try await startHanging(program)
            run.send(SIGKILL)
            _ = await run.ending()
            #expect(try await isAlive(program))
            #expect(try await program.run("stop", "h").status == 0)
            #expect(try await !isAlive(program))
        }
    }

    /// A run of a process `h`, once its plugin that never ends is at work.
    private func startHanging(_ program: Program) async throws -> RunningProgram {
        try program.add(plugin: Self.deaf, as: "deaf")
        try program.add(
            type: "name: hang\ntasks:\n  - name: hang\n    hang: {file: \(program.folder)/pid}\n")
        let run = try program.start(["run", "hang", "--id", "h"])
        try await eventually("the task runs") { program.read("pid") != nil }
        return run
    }

    /// Ends neither when it is told to, nor with its input.
    private static let deaf = [
        "plugin.yaml": """
        name: deaf
        summary: Never ends by itself.
        program: [python3, deaf.py]
        """,
        "deaf.py": """
        import json, os, signal, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for line in sys.stdin:
            message = json.loads(line)
            result = {"protocol": 1, "plugin": {"name": "deaf"}, "features": []}
            if message["method"] == "describe":
                file = {"type": "path", "required": True, "description": "Where its process id goes."}
                result = {"executors": [{"name": "hang", "summary": "Hangs.", "parameters": {"file": file}}]}
            if message["method"] == "execute":
                path = message["params"]["configuration"]["file"]
                with open(path + "~", "w") as file:
                    file.write(str(os.getpid()))
                os.rename(path + "~", path)
                while True:
                    time.sleep(1000)
            print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
        """
    ]
}
