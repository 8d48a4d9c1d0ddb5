import Foundation
import Glibc

/// What an engine without work costs.
enum IdleEngine: Workload {
    static let name = "idle-engine"

    static func measure(in folder: URL) async throws -> [Figure] {
        let database = folder.appending(path: "procession.db").path
        let errors = folder.appending(path: "errors").path
        let worker = try Program.spawn([Program.procession, "worker", "--db", database], errors: errors)
        defer {
            kill(worker, SIGTERM)
            Program.wait(for: worker)
        }
        let patience = ContinuousClock.now + .seconds(20)
        while try !String(contentsOfFile: errors, encoding: .utf8).contains("ready: ") {
            guard ContinuousClock.now < patience else {
                throw Program.Failure(description: "'procession worker' does not begin")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        // A few rounds of every duty.
        try await Task.sleep(for: .seconds(4))
        return [
            Figure(
                name: "idle engine", value: try ProcessMemory.resident(of: worker), unit: "MiB",
                budget: .value(.atMost, 40))
        ]
    }
}
