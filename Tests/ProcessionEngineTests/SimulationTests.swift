import Foundation
import Procession
import ProcessionTesting
import Synchronization
import Testing

/// `PROCESSION_SIM_SEED` repeats one seed and prints its history; `PROCESSION_SIM_SEEDS` says how many are run.
@Suite("The simulation", .timeLimit(.minutes(10)))
struct SimulationTests {
    private static func number(_ variable: String) -> UInt64? {
        ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
    }

    @Test("keeps every promise, whatever goes wrong")
    func promises() throws {
        if let seed = Self.number("PROCESSION_SIM_SEED") {
            let report = try Simulation(seed: seed, keepsHistory: true).run()
            print(report.history.joined(separator: "\n"))
            #expect(report.violations.isEmpty)
            return
        }
        let count = Int(Self.number("PROCESSION_SIM_SEEDS") ?? 200)
        let failed = Mutex<[UInt64]>([])
        let faults = Mutex<[String: Int]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let seed = UInt64(index) + 1
            let report = try? Simulation(seed: seed).run()
            if report?.violations.isEmpty != true { failed.withLock { $0.append(seed) } }
            faults.withLock { $0.merge(report?.counts ?? [:], uniquingKeysWith: +) }
        }
        for seed in failed.withLock({ $0.sorted() }).prefix(3) {
            let report = try Simulation(seed: seed, keepsHistory: true).run()
            Issue.record(
                """
                seed \(seed), to be repeated by PROCESSION_SIM_SEED=\(seed):
                \(report.history.joined(separator: "\n"))
                \(report.violations.joined(separator: "\n"))
                """)
        }
        // Nothing is proven where nothing goes wrong.
        let happened = faults.withLock { $0 }
        for fault in ["crashes", "freezes", "lost replies", "errors before", "delays", "orphans killed"] {
            #expect(happened[fault, default: 0] > 0, "\(fault)")
        }
    }

    @Test("gives the same history for the same seed", arguments: 1...5)
    func repetition(seed: UInt64) throws {
        let first = try Simulation(seed: seed, keepsHistory: true).run()
        let second = try Simulation(seed: seed, keepsHistory: true).run()
        #expect(!first.history.isEmpty)
        #expect(first.history == second.history)
    }
}
