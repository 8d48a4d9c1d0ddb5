public import Foundation

/// Decides which ticks of a schedule fire now, which never will, and when to look again.
///
/// A pure function of the stored `next_run_at` and the clock. Ticks only count from `next_run_at` on, and the decision
/// moves it past everything that it names, so that a tick can't be decided twice: neither when the clock is set back
/// nor by a second engine, as long as the decision is stored by a compare-and-set of `next_run_at`.
public struct SchedulePlanner: Sendable {
    /// What to do about one schedule.
    public struct Decision: Sendable, Equatable {
        /// The ticks to fire, oldest first.
        public var fires: [Date]
        /// The ticks that are given up, and why; nil if there are none.
        ///
        /// All are older than those that fire.
        public var skipped: SkippedTicks?
        /// When the schedule is due next; nil if never again.
        public var nextRunAt: Date?

        public init(fires: [Date] = [], skipped: SkippedTicks? = nil, nextRunAt: Date?) {
            self.fires = fires
            self.skipped = skipped
            self.nextRunAt = nextRunAt
        }
    }

    private static let tolerableSetback: Duration = .seconds(31 * 86_400)

    public var schedule: Schedule
    public var zone: TimeZone
    public var missed: MissedPolicy
    /// How late a tick may be found and still count as in time.
    public var grace: Duration
    /// How far back `MissedPolicy.all` catches up.
    public var catchUpWindow: Duration
    /// How many missed ticks `MissedPolicy.all` fires at a time, the newest ones; at least 1.
    public var catchUpLimit: Int

    public init(
        schedule: Schedule, zone: TimeZone = .gmt, missed: MissedPolicy = .last, grace: Duration = .seconds(60),
        catchUpWindow: Duration = .seconds(86_400), catchUpLimit: Int = 1000
    ) {
        self.schedule = schedule
        self.zone = zone
        self.missed = missed
        self.grace = grace
        self.catchUpWindow = catchUpWindow
        self.catchUpLimit = max(catchUpLimit, 1)
    }

    /// What is to be done at `now` for a schedule that is due at `nextRunAt`.
    ///
    /// Before it is due, nothing is done and `nextRunAt` stays, for the clock may have been set back. Only where a
    /// whole tick before `nextRunAt` lies more than 31 days ahead, `nextRunAt` comes from a clock that was far wrong,
    /// and is reckoned anew rather than leaving the schedule stranded for years.
    public func decide(nextRunAt: Date, now: Date) -> Decision {
        let following = schedule.next(after: now, in: zone, anchor: nextRunAt)
        guard nextRunAt <= now else {
            return Decision(nextRunAt: isStranded(nextRunAt, following: following, now: now) ? following : nextRunAt)
        }
        let due = DueTicks(schedule: schedule, zone: zone, first: nextRunAt)
        // Exclusive, by the precision of ticks: one at `now` itself is due.
        let end = now + 0.001
        let inTime = due.list(from: now - grace.inSeconds, before: end)
        let missedEnd = inTime.first ?? end
        guard let newestMissed = due.newest(before: missedEnd) else {
            return Decision(fires: inTime, nextRunAt: following)
        }
        let caughtUp: [Date]
        let reason: SkippedTicks.Reason
        switch missed {
        case .skip: (caughtUp, reason) = ([], .missed)
        case .last: (caughtUp, reason) = (inTime.isEmpty ? [newestMissed] : [], .superseded)
        case .all:
            let recent = due.list(from: now - catchUpWindow.inSeconds, before: missedEnd)
            (caughtUp, reason) = (recent.isEmpty ? [newestMissed] : recent.suffix(catchUpLimit), .beyondCatchUp)
        }
        return Decision(
            fires: caughtUp + inTime,
            skipped: due.skipped(before: caughtUp.first ?? missedEnd, reason: reason), nextRunAt: following)
    }

    /// Whether `nextRunAt` can't have been reckoned from a clock that was less than 31 days ahead of `now`.
    ///
    /// It was the first tick after that clock's time, so that time was not before the tick that precedes it.
    private func isStranded(_ nextRunAt: Date, following: Date?, now: Date) -> Bool {
        guard let following,
            let preceding = DueTicks(schedule: schedule, zone: zone, first: following).newest(before: nextRunAt)
        else { return false }
        return preceding.timeIntervalSince(now) > Self.tolerableSetback.inSeconds
    }
}
