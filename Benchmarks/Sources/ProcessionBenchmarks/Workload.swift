import Foundation

/// Something whose speed or size is measured.
protocol Workload: Sendable {
    /// By which it is chosen on the command line.
    static var name: String { get }

    /// Measures it together with its baselines, so that both see the same machine at the same hour.
    ///
    /// - Parameter folder: an empty folder on a disk; it is removed afterwards.
    static func measure(in folder: URL) async throws -> [Figure]
}
