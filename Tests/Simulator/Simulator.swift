import Foundation
import ProcessionTesting
import Synchronization

/// Runs many seeds of the simulation on all cores: `Simulator [FIRST [COUNT [GUARD]]]`, by default 1 and 200.
///
/// Prints the history of the first seed that breaks a promise, and ends with status 1 then. With the name of a guard,
/// that guard is missing.
@main
enum Simulator {
    private struct Progress {
        var failed: [UInt64] = []
        var counts: [String: Int] = [:]
    }

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let first = arguments.first.flatMap { UInt64($0) } ?? 1
        let count = arguments.count > 1 ? Int(arguments[1]) ?? 200 : 200
        let missing = arguments.count > 2 ? Guard(rawValue: arguments[2]) : nil
        let progress = Mutex(Progress())
        let start = ContinuousClock.now
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let seed = first + UInt64(index)
            // One seed is enough to miss a guard.
            if missing != nil, progress.withLock({ !$0.failed.isEmpty }) { return }
            let report = try? Simulation(seed: seed, without: missing).run()
            progress.withLock { progress in
                if report?.violations.isEmpty != true { progress.failed.append(seed) }
                progress.counts.merge(report?.counts ?? [:], uniquingKeysWith: +)
            }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let result = progress.withLock { $0 }
        for (name, number) in result.counts.sorted(by: { $0.key < $1.key }) { print("\(number)\t\(name)") }
        print("\(count) seeds in \(Int(seconds)) s, \(result.failed.count) broke a promise")
        guard let seed = result.failed.min() else { return }
        let report = try Simulation(seed: seed, without: missing, keepsHistory: true).run()
        for line in report.history { print(line) }
        for violation in report.violations { print("seed \(seed): \(violation)") }
        print("these broke one: \(result.failed.sorted().prefix(50).map(String.init).joined(separator: " "))")
        exit(1)
    }
}
