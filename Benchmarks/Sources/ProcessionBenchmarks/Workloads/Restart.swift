import Foundation
import Glibc
import Procession
import ProcessionEngine
import Synchronization

/// How soon an engine works again after one was killed amid very many tasks.
enum Restart: Workload {
    static let name = "restart"
    private static let count = 100_000
    /// How many tasks are under way when the engine is killed.
    private static let underWay = 256

    static func measure(in folder: URL) async throws -> [Figure] {
        let victim = try Probe.start("leave-open", in: folder)
        guard let ready = try victim.output.read(upToCount: 1), !ready.isEmpty else {
            throw Program.Failure(description: "no engine to kill: it has ended by itself")
        }
        kill(victim.process.processIdentifier, SIGKILL)
        victim.process.waitUntilExit()
        let answer = try Probe.ask("restart", in: folder)
        return [
            Figure(
                name: "restart with \(count) open tasks", value: answer["seconds"] ?? 0, unit: "s to first claim",
                budget: .value(.atMost, 1))
        ]
    }

    /// Works until it is killed; prints a byte as soon as that is worth while.
    @Sendable static func leaveOpen(in folder: URL) async throws -> Probe.Answer {
        let started = Atomic<Int>(0)
        let engine = try await BenchmarkEngine(in: folder) {
            if started.add(1, ordering: .relaxed).newValue == underWay {
                FileHandle.standardOutput.write(Data("!".utf8))
            }
            try? await Task.sleep(for: .seconds(3600))
        }
        try await engine.orchestrator.start()
        try await engine.run(try await engine.create(RepeatedTask.inline("open", count)))
        return [:]
    }

    @Sendable static func probe(in folder: URL) async throws -> Probe.Answer {
        let calls = AsyncStream.makeStream(of: Void.self)
        let time = try await seconds {
            let engine = try await BenchmarkEngine(in: folder) { calls.continuation.yield() }
            try engine.types.register(RepeatedTask.inline("open", count))
            try await engine.orchestrator.start()
            for await _ in calls.stream { break }
        }
        return ["seconds": time]
    }
}
