import Foundation
import Procession
import ProcessionEngine
import ProcessionStore

/// Creating and starting a process of very many tasks.
enum LargeProcess: Workload {
    static let name = "large-process"
    private static let count = 100_000

    static func measure(in folder: URL) async throws -> [Figure] {
        let answer = try Probe.ask("large-process", in: folder)
        return [
            Figure(
                name: "create and start \(count) tasks", value: answer["seconds"] ?? 0, unit: "s",
                budget: .value(.atMost, 2)),
            Figure(
                name: "peak memory of that", value: answer["memory"] ?? 0, unit: "MiB", budget: .value(.atMost, 200))
        ]
    }

    @Sendable static func probe(in folder: URL) async throws -> Probe.Answer {
        let engine = try await BenchmarkEngine(in: folder)
        let type = RepeatedTask.shell("large", count, .fanOut)
        try engine.types.register(type)
        let time = try await seconds { try await engine.launch(type) }
        try await engine.store.close()
        return ["seconds": time, "memory": try ProcessMemory.peak()]
    }
}
