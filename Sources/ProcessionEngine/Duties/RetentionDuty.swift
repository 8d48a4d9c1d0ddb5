import Foundation
import Logging
import Procession

/// Removes history that is past its age, a little at a time, until it is cancelled.
struct RetentionDuty: Sendable {
    /// An engine that has just started has better things to do; one that never lives for an interval still prunes.
    private static let firstPause = Duration.seconds(60)
    /// Work has five sixths of the writer to itself.
    private static let pause = Duration.milliseconds(100)
    /// How far the wall clock may run ahead of the monotonic one between two looks.
    private static let plausibleJump = Duration.seconds(3600)

    let parts: EngineParts
    let policy: RetentionPolicy
    private let metrics: DutyMetrics
    private let counters = RetentionMetrics()

    init(parts: EngineParts, policy: RetentionPolicy) {
        self.parts = parts
        self.policy = policy
        metrics = DutyMetrics(.retention, clock: parts.clock)
    }

    var pruner: HistoryPruner {
        HistoryPruner(store: parts.store, clock: parts.clock, policy: policy, pause: Self.pause)
    }

    func run() async {
        var drift = clockDrift
        var pause = min(Self.firstPause, parts.configuration.retentionInterval)
        while true {
            do {
                try await parts.clock.sleep(for: pause)
            } catch {
                return
            }
            pause = parts.configuration.retentionInterval
            let jump = clockDrift - drift
            drift = clockDrift
            // Everything would look old to a clock that is wrong; one that has been set right is believed next time.
            guard jump < Self.plausibleJump.inSeconds else {
                parts.logger.warning("the clock was set forward by \(Int(jump)) s; no history is removed this time")
                continue
            }
            await prune()
        }
    }

    private func prune() async {
        do {
            let removed = try await metrics.round { try await pruner.prune() }
            counters.record(removed)
            guard removed.rows > 0 else { return }
            parts.logger.info(
                "removed history past its age",
                metadata: [
                    "processes": "\(removed.processes)", "executions": "\(removed.executions)",
                    "attempts": "\(removed.attempts)", "log_chunks": "\(removed.logChunks)",
                    "events": "\(removed.events)"
                ])
        } catch is CancellationError {
            return
        } catch {
            parts.logger.warning("history can't be removed: \(error)")
        }
    }

    /// In seconds; changes only when somebody sets the wall clock.
    private var clockDrift: Double { parts.clock.now.timeIntervalSince1970 - parts.clock.monotonic.inSeconds }
}
