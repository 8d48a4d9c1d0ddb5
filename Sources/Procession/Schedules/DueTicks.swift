import Foundation

/// The ticks of a schedule from the stored one on.
///
/// The stored tick counts as one whatever the schedule says today: it was promised.
struct DueTicks {
    let schedule: Schedule
    let zone: TimeZone
    let first: Date

    func next(after date: Date) -> Date? {
        date < first ? first : schedule.next(after: date, in: zone, anchor: first)
    }

    /// The first tick at `date` or later.
    func next(from date: Date) -> Date? { next(after: date - 0.001) }

    /// Ticks from `start` on, before `end`, oldest first.
    func list(from start: Date, before end: Date, limit: Int = .max) -> [Date] {
        var list: [Date] = []
        var candidate = next(from: start)
        while list.count < limit, let tick = candidate, tick < end {
            list.append(tick)
            candidate = next(after: tick)
        }
        return list
    }

    /// The last tick before `end`.
    ///
    /// Found by halving: the ticks in between may be millions, after years without an engine.
    func newest(before end: Date) -> Date? {
        guard first < end else { return nil }
        var newest = first
        var low = SchedulePrecision.milliseconds(of: first)
        var high = SchedulePrecision.milliseconds(of: end)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if let tick = next(after: SchedulePrecision.date(milliseconds: middle)), tick < end {
                newest = tick
                low = max(middle, SchedulePrecision.milliseconds(of: tick))
            } else {
                high = middle
            }
        }
        return newest
    }

    /// The ticks before `end` as skipped, if there are any.
    func skipped(before end: Date, reason: SkippedTicks.Reason) -> SkippedTicks? {
        guard let newest = newest(before: end) else { return nil }
        var count = 0
        var candidate: Date? = first
        while count <= SkippedTicks.countLimit, let tick = candidate, tick < end {
            count += 1
            candidate = next(after: tick)
        }
        return SkippedTicks(
            reason: reason, first: first, last: newest, count: min(count, SkippedTicks.countLimit),
            isCounted: count <= SkippedTicks.countLimit)
    }
}
