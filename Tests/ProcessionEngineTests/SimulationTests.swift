import FlowPlugin
import Foundation
import Procession
import ProcessionTesting
import Testing

/// `PROCESSION_SIM_SEED` repeats one seed and prints its history; `PROCESSION_SIM_SEEDS` says how many are run.
@Suite("The simulation", .timeLimit(.minutes(10)))
struct SimulationTests {
    private static func number(_ variable: String) -> UInt64? {
        ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
    }

    @Test("keeps every promise, whatever goes wrong")
    func promises() async {
        if let seed = Self.number("PROCESSION_SIM_SEED") {
            for report in await Simulation.run(seeds: seed...seed, flow: FlowPlugin(), keepsHistory: true) {
                print(report.history.joined(separator: "\n"))
                #expect(report.violations.isEmpty)
            }
            return
        }
        let reports = await Simulation.run(
            seeds: 1...max(Self.number("PROCESSION_SIM_SEEDS") ?? 200, 1), flow: FlowPlugin())
        for seed in reports.filter({ !$0.violations.isEmpty }).map(\.seed).prefix(3) {
            for report in await Simulation.run(seeds: seed...seed, flow: FlowPlugin(), keepsHistory: true) {
                Issue.record(
                    """
                    seed \(seed), to be repeated by PROCESSION_SIM_SEED=\(seed):
                    \(report.history.joined(separator: "\n"))
                    \(report.violations.joined(separator: "\n"))
                    """)
            }
        }
        // Nothing is proven where nothing goes wrong.
        let happened = reports.map(\.counts).reduce(into: [String: Int]()) { $0.merge($1, uniquingKeysWith: +) }
        let expected = [
            "crashes", "freezes", "lost replies", "errors before", "delays", "orphans killed", "reruns",
            "resized pools", "starts held back", "decisions", "decisions by hand", "decisions that came too late",
            "children", "children FAILED", "children STOPPED"
        ]
        for event in expected { #expect(happened[event, default: 0] > 0, "\(event)") }
    }

    @Test("gives the same history for the same seed")
    func repetition() async {
        let first = await Simulation.run(seeds: 1...5, flow: FlowPlugin(), keepsHistory: true)
        let second = await Simulation.run(seeds: 1...5, flow: FlowPlugin(), keepsHistory: true)
        #expect(first.allSatisfy { !$0.history.isEmpty })
        #expect(first.map(\.history) == second.map(\.history))
    }
}
