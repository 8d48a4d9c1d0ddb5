import Foundation
import Synchronization

/// The offsets of a time zone from UTC as a list of stretches without a change.
///
/// Foundation answers the same questions one instant at a time; a list makes a search over decades a matter of
/// integers. Changes are taken from 1970 through 2199; outside, the first or last offset holds.
struct ZoneTimeline: Sendable {
    /// A stretch of time in which local clocks run without a jump.
    ///
    /// Seconds since 1970 throughout.
    struct Stretch: Sendable {
        /// The first instant.
        var start: Int
        /// The first instant that no longer belongs to it.
        var end: Int
        /// Local time minus UTC.
        var offset: Int
        /// The local time that all clocks have passed before this stretch begins.
        ///
        /// Below the stretch's first local time lies a gap, above it a fold: local times that come a second time.
        var passed: Int
    }

    /// From year 1 to year 9999, the range in which schedules are reckoned.
    static let limits = -62_135_596_800..<253_402_300_800

    let stretches: [Stretch]

    /// The zone's timeline, made once per zone and program.
    static func of(_ zone: TimeZone) -> ZoneTimeline {
        let name = zone.identifier
        if let known = cache.withLock({ $0[name] }) { return known }
        let timeline = ZoneTimeline(zone)
        cache.withLock { $0[name] = timeline }
        return timeline
    }

    private static let cache = Mutex<[String: ZoneTimeline]>([:])
    private static let surveyed = 0..<7_258_118_400

    private init(_ zone: TimeZone) {
        var stretches: [Stretch] = []
        var start = Self.limits.lowerBound
        var passed = Self.limits.lowerBound
        var offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(Self.surveyed.lowerBound)))
        func close(at end: Int) {
            stretches.append(Stretch(start: start, end: end, offset: offset, passed: passed))
            passed = max(passed, end + offset)
            start = end
        }
        var instant = Date(timeIntervalSince1970: Double(Self.surveyed.lowerBound))
        while let change = zone.nextDaylightSavingTimeTransition(after: instant), change > instant,
            change.timeIntervalSince1970 < Double(Self.surveyed.upperBound)
        {
            instant = change
            let changed = zone.secondsFromGMT(for: change)
            // A zone may change its name or its law and keep its offset.
            guard changed != offset else { continue }
            close(at: Int(change.timeIntervalSince1970))
            offset = changed
        }
        close(at: Self.limits.upperBound)
        self.stretches = stretches
    }

    /// The stretches from the one that holds `instant` on.
    func stretches(from instant: Int) -> ArraySlice<Stretch> {
        var low = 0
        var high = stretches.count - 1
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].end <= instant { low = middle + 1 } else { high = middle }
        }
        return stretches[low...]
    }
}
