import Metrics
import Procession

/// What retention has removed, by kind.
struct RetentionMetrics: Sendable {
    private let processes = Self.counter("processes")
    private let executions = Self.counter("executions")
    private let attempts = Self.counter("attempts")
    private let logChunks = Self.counter("log_chunks")
    private let events = Self.counter("events")

    func record(_ removed: RemovedHistory) {
        processes.increment(by: removed.processes)
        executions.increment(by: removed.executions)
        attempts.increment(by: removed.attempts)
        logChunks.increment(by: removed.logChunks)
        events.increment(by: removed.events)
    }

    private static func counter(_ kind: String) -> Counter {
        Counter(label: "procession.history.removed", dimensions: [("kind", kind)])
    }
}
