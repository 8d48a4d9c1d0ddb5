public import Procession
import Synchronization

/// Keeps what an attempt reports.
public final class RecordingReporter: TaskReporter {
    private struct Record {
        var output: [LogStream: [UInt8]] = [:]
        var fractions: [Double] = []
        var children: [ChildIdentity] = []
    }

    private let record = Mutex(Record())

    public init() {}

    public func log(_ bytes: [UInt8], stream: LogStream) {
        record.withLock { $0.output[stream, default: []] += bytes }
    }

    public func progress(_ fraction: Double, message: String?) { record.withLock { $0.fractions.append(fraction) } }

    public func started(child: ChildIdentity) { record.withLock { $0.children.append(child) } }

    public func bytes(of stream: LogStream) -> [UInt8] { record.withLock { $0.output[stream] ?? [] } }
    public var stdout: String { String(decoding: bytes(of: .stdout), as: UTF8.self) }
    public var stderr: String { String(decoding: bytes(of: .stderr), as: UTF8.self) }
    public var children: [ChildIdentity] { record.withLock { $0.children } }
    /// How far the work was said to be, each time that it was.
    public var fractions: [Double] { record.withLock { $0.fractions } }
    /// Whether there is anything of the attempt: output, progress or a child.
    public var hasReported: Bool {
        record.withLock { !$0.output.isEmpty || !$0.fractions.isEmpty || !$0.children.isEmpty }
    }

    /// The lines that have come on standard output, as soon as there are `count` of them.
    public func lines(_ count: Int) async throws -> [String] {
        while true {
            let complete = stdout.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if complete.count >= count { return complete.map(String.init) }
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}
