import Foundation

/// How long the program takes to say its version.
enum ProgramStart: Workload {
    static let name = "program-start"

    static func measure(in folder: URL) async throws -> [Figure] {
        var own: [Double] = [], smallest: [Double] = []
        for _ in 0..<40 {
            smallest.append(try await seconds { try Program.run("/bin/true") })
            own.append(try await seconds { try Program.run(Program.procession, "--version") })
        }
        return [
            Figure(
                name: "procession --version", value: own.median * 1000, unit: "ms",
                baseline: .init(name: "ms /bin/true", value: smallest.median * 1000), budget: .value(.atMost, 15))
        ]
    }
}
