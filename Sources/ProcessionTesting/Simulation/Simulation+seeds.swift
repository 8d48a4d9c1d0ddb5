import Dispatch
package import Procession
import Synchronization

extension Simulation {
    /// Runs many seeds on all cores, and gives their reports by seed.
    ///
    /// No seed begins after a report that `isEnough`, so that not all have one then.
    package static func run(
        seeds: ClosedRange<UInt64>, flow: any ProcessionPlugin, without missing: Guard? = nil,
        keepsHistory: Bool = false,
        until isEnough: @escaping @Sendable (SimulationReport) -> Bool = { _ in false }
    ) async -> [SimulationReport] {
        // It takes long, and must not keep the threads of the cooperative pool from their work.
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let state = Mutex((reports: [SimulationReport](), isOver: false))
                DispatchQueue.concurrentPerform(iterations: seeds.count) { index in
                    guard !state.withLock({ $0.isOver }) else { return }
                    let report = report(
                        of: seeds.lowerBound + UInt64(index), flow: flow, without: missing, keepsHistory: keepsHistory)
                    state.withLock { state in
                        state.reports.append(report)
                        if isEnough(report) { state.isOver = true }
                    }
                }
                continuation.resume(returning: state.withLock { $0.reports.sorted { $0.seed < $1.seed } })
            }
        }
    }

    private static func report(
        of seed: UInt64, flow: any ProcessionPlugin, without missing: Guard?, keepsHistory: Bool
    ) -> SimulationReport {
        do throws(ProcessionError) {
            return try Simulation(seed: seed, flow: flow, without: missing, keepsHistory: keepsHistory).run()
        } catch {
            return SimulationReport(
                seed: seed, violations: ["the simulation can't be made: \(error)"], history: [], counts: [:])
        }
    }
}
