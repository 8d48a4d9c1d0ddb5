import Procession
import Synchronization

/// Passes on what an attempt reports, and keeps what it prints, as far as an output may be large.
final class PrintedText: TaskReporter {
    /// Of one output as text.
    private static let limit = 64 * 1024

    private let reporter: any TaskReporter
    private let bytes = Mutex<[UInt8]>([])

    init(passingOnTo reporter: any TaskReporter) { self.reporter = reporter }

    func log(_ bytes: [UInt8], stream: LogStream) {
        if stream == .stdout {
            self.bytes.withLock { $0 += bytes.prefix(Self.limit + 1 - $0.count) }
        }
        reporter.log(bytes, stream: stream)
    }

    func progress(_ fraction: Double, message: String?) { reporter.progress(fraction, message: message) }
    func started(child: ChildIdentity) { reporter.started(child: child) }

    /// What was printed, without blanks around it, as the value of an output.
    func value(of output: String, as type: ValueType) throws(TaskFailure) -> Value {
        let bytes = self.bytes.withLock { $0 }
        guard bytes.count <= Self.limit else {
            throw TaskFailure(.validation, "output '\(output)' is larger than 64 KiB", code: "invalid-output")
        }
        guard let text = String(validating: bytes, as: UTF8.self), !text.holdsNULByte else {
            throw TaskFailure(.validation, "output '\(output)' is not UTF-8 text", code: "invalid-output")
        }
        let trimmed = text.drop(while: \.isWhitespace)
        let end = trimmed.lastIndex { !$0.isWhitespace }.map(trimmed.index(after:)) ?? trimmed.startIndex
        switch type.read(.string(String(trimmed[..<end]))) {
        case .success(let value): return value
        case .failure(let violation):
            throw TaskFailure(.validation, "output '\(output)' \(violation.message)", code: "invalid-output")
        }
    }
}
