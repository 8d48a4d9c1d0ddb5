import Metrics
import Procession

/// The rounds of one duty: how long each takes, and how many fail.
struct DutyMetrics: Sendable {
    /// Background work that goes round and round.
    enum Duty: String {
        case dispatch, lease, rescue, retention, schedules
    }

    private let rounds: Timer
    private let failures: Counter
    private let clock: any ProcessionClock

    init(_ duty: Duty, clock: any ProcessionClock) {
        let dimensions = [("duty", duty.rawValue)]
        rounds = Timer(label: "procession.duty.rounds", dimensions: dimensions)
        failures = Counter(label: "procession.duty.failures", dimensions: dimensions)
        self.clock = clock
    }

    /// One round: it counts as failed if it throws.
    func round<Result, Failure>(
        _ body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let start = clock.monotonic
        do {
            let result = try await body()
            rounds.record(duration: clock.monotonic - start)
            return result
        } catch {
            failures.increment()
            throw error
        }
    }
}
