import Foundation
import Procession
import Synchronization

/// What one task did, and what it printed meanwhile.
struct TaskRun: Sendable {
    /// Standard output.
    var printed: String
    /// Standard error.
    var complaints: String
    var result: TaskResult

    var outputs: [String: Value] { if case .completed(let outputs, _) = result { outputs } else { [:] } }
    /// nil where the task ended well.
    var failure: String? { if case .failed(let failure) = result { failure.message } else { nil } }
}

/// Takes what a child prints.
final class Printed: TaskReporter {
    private let bytes = Mutex<[LogStream: [UInt8]]>([:])

    func log(_ new: [UInt8], stream: LogStream) { bytes.withLock { $0[stream, default: []] += new } }
    func progress(_ fraction: Double, message: String?) {}
    func started(child: ChildIdentity) {}

    func text(_ stream: LogStream) -> String {
        String(decoding: bytes.withLock { $0[stream] ?? [] }, as: UTF8.self)
    }
}
