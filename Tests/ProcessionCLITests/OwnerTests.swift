import Foundation
import Testing

@Suite("An engine in another program", .timeLimit(.minutes(1)))
struct OwnerTests {
    /// Runs a worker while the body runs, and ends it with SIGTERM.
    private func withWorker(
        _ program: Program, _ arguments: String..., body: (RunningProgram) async throws -> Void
    ) async throws {
        let worker = try program.start(["worker"] + arguments)
        do {
            try await eventually("the worker is ready") { worker.error.contains("ready: ") }
            try await body(worker)
        } catch {
            worker.send(SIGKILL)
            throw error
        }
        worker.send(SIGTERM)
        let ending = await worker.ending()
        #expect(ending.status == 0, "\(ending.error)")
    }

    @Test("run, create, start, stop and delete are carried out by it, and followed here")
    func requests() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            try program.add(type: SampleTypes.waiting)
            try await withWorker(program) { _ in
                let run = try await program.run("run", "greet", "--input", "who=Ann; \"Bo\"", "--id", "r")
                #expect(run.status == 0, "\(run.error)")
                #expect(run.error.contains("say    | hello Ann; \"Bo\""))
                #expect(try await program.run("history", "r", "--plain").output.contains("\tMANUAL\t"))
                let id = "odd/id ä?#%2e"
                let created = try await program.run(
                    "create", "waiting", "--input", "folder=\(program.folder)", "--id", id)
                #expect(created.output == "\(id)\n", "\(created.error)")
                let started = try await program.run("start", id)
                #expect(started.status == 0, "\(started.error)")
                #expect(started.output.count == 37)
                try await eventually("the task runs") { program.read("pid") != nil }
                #expect(try await program.run("delete", id).status == 4)
                #expect(try await program.run("stop", id, "--wait").status == 0)
                #expect(program.read("stopped") == "stopped\n")
                #expect(try await program.run("list", "--plain").output.contains("\(id)\twaiting\tSTOPPED\t"))
                #expect(try await program.run("delete", id).status == 0)
                #expect(try await program.run("status", id).status == 3)
            }
        }
    }

    @Test("a run stays for what another run has had started in its engine")
    func overlappingRuns() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            for folder in ["a", "b"] {
                try FileManager.default.createDirectory(
                    atPath: "\(program.folder)/\(folder)", withIntermediateDirectories: true)
            }
            let first = try program.start(["run", "waiting", "--input", "folder=\(program.folder)/a", "--id", "a"])
            try await eventually("the first runs") { program.read("a/pid") != nil }
            let second = try program.start(["run", "waiting", "--input", "folder=\(program.folder)/b", "--id", "b"])
            try await eventually("the second runs") { program.read("b/pid") != nil }
            try program.write("", to: "a/go")
            try await eventually("the first stays") { first.error.contains("going on with what other commands") }
            try program.write("", to: "b/go")
            #expect(await second.ending().status == 0)
            #expect(await first.ending().status == 0)
            let list = try await program.run("list", "--plain").output
            #expect(list.contains("a\twaiting\tCOMPLETED\t") && list.contains("b\twaiting\tCOMPLETED\t"))
        }
    }

    @Test("a run does not stay for what waits for long, and says so")
    func longWaits() async throws {
        try await withProgram { program in
            try program.add(type: "name: hours\ntasks:\n  - name: wait\n    wait: 30d\n")
            try program.add(type: "name: quick\ntasks:\n  - name: say\n    shell: echo here\n")
            let first = try program.start(["run", "hours", "--id", "h"])
            try await eventually("it waits") {
                try await program.run("status", "h", "--json").output.contains(#""status":"WAITING""#)
            }
            first.send(SIGKILL)
            _ = await first.ending()
            let second = try await program.run("run", "quick")
            #expect(second.status == 0, "\(second.error)")
            #expect(
                second.error.hasSuffix(
                    "what still waits here goes on with the next engine, such as 'procession worker'\n"))
            #expect(try await program.run("status", "h", "--json").output.contains(#""status":"WAITING""#))
        }
    }

    @Test("a rerun of what failed is handed to it, and takes over what completed")
    func rerun() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.mendable)
            try await withWorker(program) { _ in
                let run = try await program.run("run", "mendable", "--input", "folder=\(program.folder)", "--id", "m")
                #expect(run.status == 1)
                try program.write("", to: "go")
                let rerun = try await program.run("rerun", "m", "--failed", "--wait", "--plain")
                #expect(rerun.status == 0, "\(rerun.error)")
                #expect(rerun.output == "runs\t1\n")
                let again = try await program.run("rerun", "m", "--failed")
                #expect(again.status == 4)
                #expect(again.error.hasPrefix("error[state-conflict]: nothing of the process 'm' has failed"))
                let whole = try await program.run("rerun", "m")
                #expect(whole.status == 0)
                try await eventually("it completes") {
                    try await program.run("list", "--plain").output.contains("m\tmendable\tCOMPLETED\t")
                }
                #expect(program.read("runs") == "run\nrun\n")
            }
        }
    }

    @Test("its refusals arrive with all their diagnostics")
    func refusals() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.greet)
            try await withWorker(program) { _ in
                let wrong = try await program.run("run", "greet", "--input", "times=none")
                #expect(wrong.status == 2)
                #expect(wrong.error.contains("'who'") && wrong.error.contains("'times'"))
                let unknown = try await program.run("create", "gret")
                #expect(unknown.status == 3)
                #expect(unknown.error.contains("did you mean 'greet'?"))
                let absent = try await program.run("start", "absent")
                #expect(absent.status == 3)
                try program.write(SampleTypes.greet, to: "greet.yaml")
                let file = try await program.run("run", "./greet.yaml", "--input", "who=x")
                #expect(file.status == 5)
                #expect(file.error.hasPrefix("error[database-owned]: "))
            }
        }
    }

    @Test("Ctrl-C of a command that follows stops the process there")
    func interruptedFollower() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            try await withWorker(program) { _ in
                let run = try program.start(["run", "waiting", "--input", "folder=\(program.folder)", "--id", "w"])
                try await eventually("the task runs") { program.read("pid") != nil }
                run.send(SIGINT)
                #expect(await run.ending().status == 130)
                #expect(try await program.run("list", "--plain").output.contains("w\twaiting\tSTOPPED\t"))
            }
        }
    }

    @Test("a second engine on the same database is refused")
    func secondEngine() async throws {
        try await withProgram { program in
            try await withWorker(program) { _ in
                let second = try await program.run("worker")
                #expect(second.status == 5)
                #expect(second.error.hasPrefix("error[database-owned]: "))
            }
        }
    }

    @Test("a worker that is told to end hands its tasks back, and the next one goes on")
    func handedBack() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            try await withWorker(program, "--grace", "0s") { _ in
                try await program.run("create", "waiting", "--input", "folder=\(program.folder)", "--id", "w")
                try await program.run("start", "w")
                try await eventually("the task runs") { program.read("pid") != nil }
            }
            #expect(try await program.run("list", "--plain").output.contains("w\twaiting\tIN_PROGRESS\t"))
            try program.write("", to: "go")
            try await withWorker(program) { _ in
                try await eventually("it completes") {
                    try await program.run("list", "--plain").output.contains("w\twaiting\tCOMPLETED\t")
                }
            }
        }
    }

    @Test("commands that follow go on when the engine is killed: one takes over, the others follow it")
    func killedOwner() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            for folder in ["a", "b"] {
                try FileManager.default.createDirectory(
                    atPath: "\(program.folder)/\(folder)", withIntermediateDirectories: true)
            }
            let worker = try program.start(["worker"])
            try await eventually("the worker is ready") { worker.error.contains("ready: ") }
            let runs = try ["a", "b"].map {
                try program.start(["run", "waiting", "--input", "folder=\(program.folder)/\($0)", "--id", $0])
            }
            try await eventually("both tasks run") { program.read("a/pid") != nil && program.read("b/pid") != nil }
            let (first, second) = (program.read("a/pid"), program.read("b/pid"))
            worker.send(SIGKILL)
            try await eventually("both tasks run again") {
                program.read("a/pid") != first && program.read("b/pid") != second
            }
            try program.write("", to: "a/go")
            try program.write("", to: "b/go")
            var heirs = 0
            for run in runs {
                let ending = await run.ending()
                #expect(ending.status == 0, "\(ending.error)")
                heirs += ending.error.contains("is gone; going on with it here\n") ? 1 : 0
            }
            #expect(heirs == 1)
            #expect(try await program.run("list", "--plain").output.components(separatedBy: "COMPLETED").count == 3)
        }
    }

    @Test("Ctrl-C stops a process whose engine was just killed")
    func interruptedAfterDeath() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            let worker = try program.start(["worker"])
            try await eventually("the worker is ready") { worker.error.contains("ready: ") }
            let run = try program.start(["run", "waiting", "--input", "folder=\(program.folder)", "--id", "w"])
            try await eventually("the task runs") { program.read("pid") != nil }
            worker.send(SIGKILL)
            _ = await worker.ending()
            run.send(SIGINT)
            let ending = await run.ending()
            #expect(ending.status == 130, "\(ending.error)")
            #expect(try await program.run("list", "--plain").output.contains("w\twaiting\tSTOPPED\t"))
            #expect(try await !isAlive(program))
        }
    }

    @Test("a process whose engine was killed is brought to rest by stop")
    func killedEngine() async throws {
        try await withProgram { program in
            try program.add(type: SampleTypes.waiting)
            let run = try program.start(["run", "waiting", "--input", "folder=\(program.folder)", "--id", "w"])
            try await eventually("the task runs") { program.read("pid") != nil }
            run.send(SIGKILL)
            _ = await run.ending()
            let stop = try await program.run("stop", "w")
            #expect(stop.status == 0, "\(stop.error)")
            #expect(try await program.run("list", "--plain").output.contains("w\twaiting\tSTOPPED\t"))
            #expect(try await !isAlive(program))
        }
    }
}

/// Whether the child that wrote its pid still runs.
func isAlive(_ program: Program) async throws -> Bool {
    guard let pid = program.read("pid").flatMap({ Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
    else { return false }
    // A zombie has ended: it only waits for somebody to ask how.
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
    return status.split(separator: ")").last?.hasPrefix(" Z") == false
}
