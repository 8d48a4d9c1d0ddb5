import Foundation
import Procession
import ProcessionEngine

/// Shells that do nothing: a thousand at once, and two hundred one after the other.
enum ShellTasks: Workload {
    static let name = "shell-tasks"
    private static let rounds = 5
    private static let fanOut = 1000
    private static let chain = 200

    static func measure(in folder: URL) async throws -> [Figure] {
        let engine = try await BenchmarkEngine(in: folder)
        try await engine.orchestrator.start()
        let wide = try await engine.create(RepeatedTask.shell("fan-out", fanOut, .fanOut))
        let long = try await engine.create(RepeatedTask.shell("chain", chain, .chain))
        var shells: [Double] = [], wides: [Double] = [], longs: [Double] = []
        // Baseline and workload take turns, so that a machine whose speed drifts drifts for both.
        for _ in 0..<rounds {
            shells.append(try await Baselines.xargs(fanOut))
            wides.append(Double(fanOut) / (try await seconds { try await engine.run(wide) }))
            longs.append(Double(chain) / (try await seconds { try await engine.run(long) }))
        }
        try await engine.close()
        let baseline = Figure.Baseline(name: "xargs -P8 sh -c true/s", value: shells.median)
        return [
            Figure(
                name: "shell fan-out of \(fanOut)", value: wides.median, unit: "tasks/s", baseline: baseline,
                budget: .ratio(.atLeast, 0.8)),
            Figure(
                name: "shell chain of \(chain)", value: longs.median, unit: "tasks/s", baseline: baseline,
                budget: .ratio(.atLeast, 0.5))
        ]
    }
}
