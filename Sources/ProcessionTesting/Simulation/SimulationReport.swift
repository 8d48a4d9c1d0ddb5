/// What came of one seed.
package struct SimulationReport: Sendable {
    package var seed: UInt64
    /// Promises that were broken; empty if all were kept.
    package var violations: [String]
    /// What happened, line by line; empty unless it was kept.
    package var history: [String]
    /// How often what went wrong, and how much was done.
    package var counts: [String: Int]
}
