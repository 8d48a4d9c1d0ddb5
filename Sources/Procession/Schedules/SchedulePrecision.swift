import Foundation

/// How exactly schedules read the time: to the millisecond, as the database stores it.
enum SchedulePrecision {
    /// Milliseconds since 1970, rounded down, within the years 1 to 9999.
    ///
    /// A `Date` that was read from text can lie some nanoseconds below the millisecond that it stands for, and a tick
    /// must not come after itself: what is within a microsecond of the next one counts as that.
    static func milliseconds(of date: Date) -> Int {
        let lower = Double(ZoneTimeline.limits.lowerBound) * 1000
        let upper = Double(ZoneTimeline.limits.upperBound) * 1000
        let exact = min(max(date.timeIntervalSince1970 * 1000, lower), upper)
        return exact.isNaN ? Int(lower) : Int((exact + 0.001).rounded(.down))
    }

    static func date(milliseconds: Int) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
