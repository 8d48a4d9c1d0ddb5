import Metrics
import Procession

/// What the engine counts and times, for whatever backend the program has set up for swift-metrics.
struct EngineMetrics: Sendable {
    private let claimed = Counter(label: "procession.tasks.claimed")
    private let completed = Counter(label: "procession.attempts", dimensions: [("outcome", "completed")])
    private let failed = Counter(label: "procession.attempts", dimensions: [("outcome", "failed")])
    private let retried = Counter(label: "procession.attempts", dimensions: [("outcome", "retried")])
    private let waiting = Counter(label: "procession.attempts", dimensions: [("outcome", "waiting")])
    private let stopped = Counter(label: "procession.attempts", dimensions: [("outcome", "stopped")])
    private let returned = Counter(label: "procession.attempts", dimensions: [("outcome", "returned")])
    private let fenced = Counter(label: "procession.attempts", dimensions: [("outcome", "fenced")])
    private let ended = Counter(label: "procession.executions.ended")
    private let attempts = Timer(label: "procession.attempts.duration")
    private let running = Gauge(label: "procession.tasks.running")

    /// One batch was written.
    func record(_ batch: WorkBatch, _ reply: WorkReply, running count: Int) {
        running.record(count)
        claimed.increment(by: reply.claimed.count)
        ended.increment(by: reply.ended.count)
        fenced.increment(by: reply.fenced.count)
        let fencedTasks = Set(reply.fenced)
        for outcome in batch.outcomes where !fencedTasks.contains(outcome.taskID) {
            let isRefused = reply.refused.contains { $0.isFailed && $0.taskID == outcome.taskID }
            (isRefused ? failed : counter(for: outcome.result)).increment()
        }
    }

    /// One attempt has ended after `duration`.
    func recordAttempt(_ duration: Duration) { attempts.record(duration: duration) }

    private func counter(for result: WorkBatch.AttemptOutcome.Result) -> Counter {
        switch result {
        case .completed: completed
        case .failed: failed
        case .retry: retried
        case .waiting: waiting
        case .stopped: stopped
        case .returned, .interrupted: returned
        }
    }
}
