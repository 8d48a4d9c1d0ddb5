import FlowPlugin
import Foundation
import ProcessionStore
import ProcessionTesting

/// Runs many seeds of the simulation on all cores: `Simulator [FIRST [COUNT [GUARD]]]`, by default 1 and 200.
///
/// Prints the history of the first seed that breaks a promise, and ends with status 1 then. With the name of a guard,
/// that guard is missing, and one seed that notices is enough.
@main
enum Simulator {
    static func main() async {
        SQLiteLibrary.countNoMemory()
        let arguments = Array(CommandLine.arguments.dropFirst())
        let first = arguments.first.flatMap { UInt64($0) } ?? 1
        let count = max(arguments.count > 1 ? UInt64(arguments[1]) ?? 200 : 200, 1)
        let missing = arguments.count > 2 ? Guard(rawValue: arguments[2]) : nil
        let start = ContinuousClock.now
        let reports = await Simulation.run(seeds: first...(first + count - 1), flow: FlowPlugin(), without: missing) {
            [missing] in
            missing != nil && !$0.violations.isEmpty
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let counts = reports.map(\.counts).reduce(into: [String: Int]()) { $0.merge($1, uniquingKeysWith: +) }
        for (name, number) in counts.sorted(by: { $0.key < $1.key }) { print("\(number)\t\(name)") }
        let failed = reports.filter { !$0.violations.isEmpty }.map(\.seed)
        print("\(reports.count) seeds in \(Int(seconds)) s, \(failed.count) broke a promise")
        guard let seed = failed.first else { return }
        for report in await Simulation.run(seeds: seed...seed, flow: FlowPlugin(), without: missing, keepsHistory: true)
        {
            for line in report.history { print(line) }
            for violation in report.violations { print("seed \(seed): \(violation)") }
        }
        print("seeds that broke a promise: \(failed.prefix(50).map(String.init).joined(separator: " "))")
        exit(1)
    }
}
