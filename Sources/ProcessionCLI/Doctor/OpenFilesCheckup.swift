import Foundation
import Procession

/// Whether an engine may have as many files open as its tasks need.
struct OpenFilesCheckup: Checkup {
    private static let subject = "open files"
    /// Each child process takes a few pipes.
    private static let least = 256

    func findings(_ patient: Patient) async -> [Finding] {
        let limit = sysconf(Int32(_SC_OPEN_MAX))
        guard 0..<Self.least ~= limit else { return [.ok(Self.subject, limit < 0 ? "no limit" : "up to \(limit)")] }
        return [
            .warning(
                Self.subject, "this user may have only \(limit) files open, too few for many tasks",
                remedy: "raise it: ulimit -n 1024")
        ]
    }
}
