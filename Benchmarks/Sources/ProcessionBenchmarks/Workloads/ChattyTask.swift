import Foundation
import Procession
import ProcessionEngine

/// A task that prints 100,000 lines a second: what it does to its neighbours and to the memory of the engine.
enum ChattyTask: Workload {
    static let name = "chatty-task"
    private static let neighbours = 1000
    private static let rounds = 3
    private static let linesOfBurst = 10_000

    static func measure(in folder: URL) async throws -> [Figure] {
        let answer = try Probe.ask("chatty-task", in: folder)
        return [
            Figure(
                name: "shell fan-out beside a chatty task", value: answer["chatty"] ?? 0, unit: "tasks/s",
                baseline: .init(name: "tasks/s beside a silenced one", value: answer["silenced"] ?? 0),
                budget: .ratio(.atLeast, 0.8)),
            Figure(
                name: "lines of the chatty task", value: answer["lines"] ?? 0, unit: "lines/s",
                baseline: .init(name: "lines/s of the silenced one", value: answer["silencedLines"] ?? 0),
                budget: .ratio(.atLeast, 0.8)),
            Figure(
                name: "memory that it adds", value: answer["memory"] ?? 0, unit: "MiB", budget: .value(.atMost, 16))
        ]
    }

    @Sendable static func probe(in folder: URL) async throws -> Probe.Answer {
        // One burst, as a file: a shell can't write so many lines.
        let burst = folder.appending(path: "burst"), bursts = folder.appending(path: "bursts")
        let line = String(repeating: "x", count: 79) + "\n"
        try String(repeating: line, count: linesOfBurst).write(to: burst, atomically: false, encoding: .utf8)
        let loop = "while sleep 0.1; do cat '\(burst.path)'; echo >>'\(bursts.path)'; done"
        let engine = try await BenchmarkEngine(in: folder)
        try await engine.orchestrator.start()
        let fanOut = try await engine.create(RepeatedTask.shell("neighbours", neighbours, .fanOut))
        let silenced = try await engine.create(RepeatedTask.shell("silenced", 1, .fanOut, "{ \(loop); } >/dev/null"))
        let chatty = try await engine.create(RepeatedTask.shell("chatty", 1, .fanOut, loop))

        /// Runs the neighbours beside a task; how fast these and that one's lines came.
        func run(beside id: ProcessID) async throws -> (tasks: Double, lines: Double) {
            try Data().write(to: bursts)
            let execution = try await engine.controller.startProcess(id)
            var rates: [Double] = []
            let time = try await seconds {
                for _ in 0..<rounds {
                    rates.append(Double(neighbours) / (try await seconds { try await engine.run(fanOut) }))
                }
            }
            try await engine.controller.stopProcess(id)
            _ = try await engine.orchestrator.waitForEnd(of: execution.id)
            return (rates.median, Double(try Data(contentsOf: bursts).count * linesOfBurst) / time)
        }

        let quiet = try await run(beside: silenced)
        let before = try ProcessMemory.peak()
        let loud = try await run(beside: chatty)
        let growth = try ProcessMemory.peak() - before
        try await engine.close()
        return [
            "chatty": loud.tasks, "silenced": quiet.tasks, "lines": loud.lines, "silencedLines": quiet.lines,
            "memory": growth
        ]
    }
}
