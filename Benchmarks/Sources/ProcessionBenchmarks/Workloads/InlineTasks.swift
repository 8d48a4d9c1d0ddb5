import Foundation
import Procession
import ProcessionEngine
import Synchronization

/// Tasks that do nothing inside the engine: how fast they pass, and what a million ready rows change in that.
enum InlineTasks: Workload {
    static let name = "inline-tasks"
    private static let count = 20_000
    private static let fewRows = 1000
    private static let rounds = 20
    private static let rowsOfProcess = 100_000
    private static let processes = 10

    static func measure(in folder: URL) async throws -> [Figure] {
        let commits = try await Baselines.commits(1000, in: folder)
        let throughput = try await throughput(in: folder.appending(path: "throughput"))
        let few = try await paceOverFewRows(in: folder.appending(path: "few"))
        let many = try await paceOverManyRows(in: folder.appending(path: "many"))
        return [
            Figure(
                name: "no-op tasks, \(count) at once", value: throughput, unit: "tasks/s",
                baseline: .init(name: "SQLite commits/s", value: commits), budget: .value(.atLeast, 20_000)),
            Figure(
                name: "no-op task, \(processes * rowsOfProcess) rows READY", value: many, unit: "us",
                baseline: .init(name: "us with \(fewRows) rows", value: few), budget: .ratio(.atMost, 1.3))
        ]
    }

    private static func throughput(in folder: URL) async throws -> Double {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let engine = try await BenchmarkEngine(in: folder)
        try await engine.orchestrator.start()
        let id = try await engine.create(RepeatedTask.inline("no-ops", count))
        var rates: [Double] = []
        for _ in 0..<3 {
            // A start has a budget of its own.
            let execution = try await engine.controller.startProcess(id)
            rates.append(Double(count) / (try await seconds { try await engine.end(of: execution) }))
        }
        try await engine.close()
        return rates.median
    }

    private static func paceOverFewRows(in folder: URL) async throws -> Double {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let calls = CallTimes()
        let engine = try await BenchmarkEngine(in: folder) { calls.note() }
        try await engine.orchestrator.start()
        let id = try await engine.create(RepeatedTask.inline("few", fewRows))
        for _ in 0..<rounds { try await engine.run(id) }
        try await engine.close()
        return calls.pace(every: fewRows)
    }

    private static func paceOverManyRows(in folder: URL) async throws -> Double {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let calls = CallTimes()
        let engine = try await BenchmarkEngine(in: folder) { calls.note() }
        let type = RepeatedTask.inline("many", rowsOfProcess)
        try engine.types.register(type)
        for _ in 0..<processes / 2 {
            // Two at a time: one is expanded while the other is written.
            async let one: Void = engine.launch(type)
            async let other: Void = engine.launch(type)
            _ = try await (one, other)
        }
        try await engine.orchestrator.start()
        await calls.wait(for: rounds * fewRows)
        try await engine.close()
        return calls.pace(every: fewRows)
    }
}

/// When tasks were carried out.
private final class CallTimes: Sendable {
    private struct State {
        var instants: [ContinuousClock.Instant] = []
        var awaited: (count: Int, waiter: CheckedContinuation<Void, Never>)?
    }

    /// Tasks of a round that are not looked at: the first batch, which one commit claims whatever the table holds.
    private static let lead = 256

    private let state = Mutex(State())

    func note() {
        state.withLock { state in
            state.instants.append(.now)
            guard let awaited = state.awaited, state.instants.count >= awaited.count else { return }
            state.awaited = nil
            awaited.waiter.resume()
        }
    }

    /// Returns when so many tasks were carried out.
    func wait(for count: Int) async {
        await withCheckedContinuation { waiter in
            state.withLock { state in
                if state.instants.count >= count { waiter.resume() } else { state.awaited = (count, waiter) }
            }
        }
    }

    /// Microseconds from one task to the next: the median over rounds of so many tasks.
    func pace(every size: Int) -> Double {
        let instants = state.withLock { $0.instants }
        return stride(from: 0, through: instants.count - size, by: size).map { start in
            instants[start + Self.lead].duration(to: instants[start + size - 1])
                / .microseconds(size - 1 - Self.lead)
        }.median
    }
}
