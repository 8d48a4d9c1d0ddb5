public import struct Foundation.Date
public import struct Foundation.TimeZone

/// When a process starts by itself.
public enum Schedule: Sendable, Hashable {
    /// At the local times that an expression names.
    case cron(CronExpression)
    /// At a steady rate, whatever the clocks do and however long executions take; one second to 366 days.
    case every(Duration)

    private static let prefix = "every:"
    package static let intervals: ClosedRange<Duration> = .seconds(1) ... .seconds(366 * 86_400)

    /// Reads a cron expression or `every:DURATION`, such as `every:15m`.
    ///
    /// - Throws: ``ScheduleError``.
    public init(parsing text: String) throws(ScheduleError) {
        let leading = text.prefix { $0.isWhitespace }.count
        let start = text.dropFirst(leading)
        guard start.prefix(5).lowercased() == "every" else {
            self = .cron(try CronExpression(parsing: text))
            return
        }
        let interval = start.dropFirst(5).drop { $0 == ":" || $0.isWhitespace }
        let offset = text.distance(from: text.startIndex, to: interval.startIndex)
        let written = interval.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard start.lowercased().hasPrefix(Self.prefix) else {
            throw ScheduleError(
                "'\(String(start).printable)' lacks the colon after 'every'",
                hint: "write 'every:\(written.isEmpty ? "15m" : written.printable)'", offset: leading + 5)
        }
        guard let duration = DurationText.parse(written) else {
            throw ScheduleError(
                written.isEmpty ? "'every:' names no interval" : "'\(written.printable)' is not a duration",
                hint: "write such as 'every:90s', 'every:15m' or 'every:1h30m'", offset: offset)
        }
        guard Self.intervals.contains(duration) else {
            throw ScheduleError(
                "the interval '\(written.printable)' is too \(duration < .seconds(1) ? "short" : "long")",
                hint: "an interval is between 1s and 366d", offset: offset)
        }
        self = .every(duration)
    }

    /// The schedule as it is written; `init(parsing:)` reads it back.
    public var text: String {
        switch self {
        case .cron(let expression): expression.text
        case .every(let interval): Self.prefix + DurationText.format(interval)
        }
    }

    /// The first tick after `date`.
    ///
    /// - Parameters:
    ///   - date: What the tick comes after; a tick at this very moment doesn't count.
    ///   - zone: Where a cron expression's times are local; an interval knows no zone.
    ///   - anchor: An instant that an interval's ticks lie at whole multiples from, before and after it; a cron
    ///     expression needs none.
    /// - Returns: nil only where the tick would lie after the year 9999.
    public func next(after date: Date, in zone: TimeZone = .gmt, anchor: Date) -> Date? {
        switch self {
        case .cron(let expression): return expression.next(after: date, in: zone)
        case .every(let interval):
            let step = max(Int(interval.inMilliseconds), 1)
            let anchor = SchedulePrecision.milliseconds(of: anchor)
            let passed = (SchedulePrecision.milliseconds(of: date) - anchor).dividedDown(by: step)
            let tick = anchor + (passed + 1) * step
            return tick < ZoneTimeline.limits.upperBound * 1000 ? SchedulePrecision.date(milliseconds: tick) : nil
        }
    }

    /// The ticks after `date` up to and including `end`, oldest first, at most `limit`.
    public func ticks(
        after date: Date, through end: Date, in zone: TimeZone = .gmt, anchor: Date, limit: Int
    ) -> [Date] {
        var ticks: [Date] = []
        var last = date
        while ticks.count < limit, let tick = next(after: last, in: zone, anchor: anchor), tick <= end {
            ticks.append(tick)
            last = tick
        }
        return ticks
    }
}
