import Logging
import Synchronization

/// Tells operators of what may fail at every round: when that begins, ever more rarely while it lasts, and when it is
/// over.
final class Outage: Sendable {
    private let failing: String
    private let over: String
    private let logger: Logger
    private let failures = Mutex(0)

    /// - Parameters:
    ///   - failing: what can't be done, as a sentence.
    ///   - over: that it can be done again, as a sentence.
    init(_ failing: String, over: String, logger: Logger) {
        self.failing = failing
        self.over = over
        self.logger = logger
    }

    /// Counts a failure; the first, the tenth, the hundredth in a row and so on are told.
    func failed(_ error: any Error, metadata: Logger.Metadata = [:]) {
        let count = failures.withLock { failures in
            failures += 1
            return failures
        }
        var power = 1
        while power < count { power *= 10 }
        guard power == count else { return }
        let repetition = count == 1 ? "" : ", \(count) times in a row"
        logger.warning("\(failing)\(repetition): \(error)", metadata: metadata)
    }

    /// Takes note that it works.
    func passed(metadata: Logger.Metadata = [:]) {
        let count = failures.withLock { failures in
            defer { failures = 0 }
            return failures
        }
        guard count > 0 else { return }
        logger.notice("\(over), after \(count) failure\(count == 1 ? "" : "s")", metadata: metadata)
    }
}
