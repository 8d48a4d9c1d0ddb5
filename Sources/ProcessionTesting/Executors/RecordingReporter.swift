public import Procession
import Synchronization

/// Keeps what an attempt reports.
public final class RecordingReporter: TaskReporter {
    private struct Record {
        var output: [LogStream: [UInt8]] = [:]
        var children: [ChildIdentity] = []
    }

    private let record = Mutex(Record())

    public init() {}

    public func log(_ bytes: [UInt8], stream: LogStream) {
        record.withLock { $0.output[stream, default: []] += bytes }
    }

    public func progress(_ fraction: Double, message: String?) {}

    public func started(child: ChildIdentity) { record.withLock { $0.children.append(child) } }

    public func bytes(of stream: LogStream) -> [UInt8] { record.withLock { $0.output[stream] ?? [] } }
    public var stdout: String { String(decoding: bytes(of: .stdout), as: UTF8.self) }
    public var stderr: String { String(decoding: bytes(of: .stderr), as: UTF8.self) }
    public var children: [ChildIdentity] { record.withLock { $0.children } }

    /// The lines that have come on standard output, as soon as there are `count` of them.
    public func lines(_ count: Int) async throws -> [String] {
        while true {
            let complete = stdout.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if complete.count >= count { return complete.map(String.init) }
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}
