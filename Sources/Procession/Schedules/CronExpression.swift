public import struct Foundation.Date
public import struct Foundation.TimeZone

/// A schedule in the five fields of crontab(5): minute, hour, day of month, month, day of week.
///
/// Beyond the manual it reads `?`, `L`, `L-3`, `LW`, `15W`, `friL` and `fri#2` in the day fields; see
/// `docs/schedules.md` for the grammar and for what happens when clocks change.
public struct CronExpression: Sendable, Hashable {
    /// The expression as it was written, with single spaces between the fields.
    public internal(set) var text: String

    let fields: [[CronItem]]
    private let minutes: UInt64
    private let hours: UInt64
    private let months: UInt64
    private let days: CronDays

    /// Whether the expression counts the hours as they pass, whatever the clocks say.
    ///
    /// So do hour fields that start with `*` or name all 24 hours, as in Vixie cron: they fire at every real instant
    /// whose local time matches, in both passes of an hour that comes twice, and never for one that is left out. All
    /// others stand for a time of day: they fire once for a time that comes twice, the first time that it comes, and
    /// once right after a gap that swallows theirs.
    let countsHours: Bool

    /// Whether a day matches if either day field does; otherwise both must.
    let matchesEitherDay: Bool

    /// Reads an expression.
    ///
    /// - Throws: ``ScheduleError`` if it breaks the grammar, or if no date ever matches it.
    public init(parsing text: String) throws(ScheduleError) {
        self = try CronParser(text).expression()
    }

    init(text: String, fields: [[CronItem]], countsHours: Bool, matchesEitherDay: Bool) {
        func bits(_ field: CronField) -> UInt64 {
            fields[field.rawValue].reduce(0) { $0 | $1.bits(in: field.range) }
        }
        self.text = text
        self.fields = fields
        minutes = bits(.minute)
        hours = bits(.hour)
        months = bits(.month)
        days = CronDays(
            daysOfMonth: fields[CronField.dayOfMonth.rawValue], daysOfWeek: fields[CronField.dayOfWeek.rawValue],
            isEither: matchesEitherDay)
        self.matchesEitherDay = matchesEitherDay
        self.countsHours = countsHours || hours == 0xFF_FFFF
    }

    /// The first tick after `date`, to the second.
    ///
    /// nil only where it would lie after the year 9999.
    public func next(after date: Date, in zone: TimeZone = .gmt) -> Date? {
        next(after: SchedulePrecision.milliseconds(of: date).dividedDown(by: 1000), in: ZoneTimeline.of(zone))
            .map { Date(timeIntervalSince1970: Double($0)) }
    }

    /// The same in whole seconds since 1970.
    func next(after instant: Int, in timeline: ZoneTimeline) -> Int? {
        let earliest = max(instant + 1, ZoneTimeline.limits.lowerBound)
        for stretch in timeline.stretches(from: earliest) {
            let isInside = earliest > stretch.start
            var local = (isInside ? earliest : stretch.start) + stretch.offset
            // A time of day is looked for from where clocks have been: times in a gap are still due, those that come
            // again are done.
            if !countsHours { local = isInside ? max(local, stretch.passed) : stretch.passed }
            if let match = firstMatch(from: local, before: stretch.end + stretch.offset) {
                return max(match - stretch.offset, stretch.start)
            }
        }
        return nil
    }

    /// Whether any date matches: the calendar repeats after 400 years.
    var everFires: Bool { firstDay(from: 0, before: 146_097) != nil }

    /// The first local time from `local` on that matches all fields, in seconds since 1970 as local clocks count.
    private func firstMatch(from local: Int, before limit: Int) -> Int? {
        let minute = (local + 59).dividedDown(by: 60)
        let today = minute.dividedDown(by: 1440)
        var match: Int?
        if let time = firstTime(from: minute - today * 1440), firstDay(from: today, before: today + 1) != nil {
            match = today * 86_400 + time * 60
        } else if let day = firstDay(from: today + 1, before: limit.dividedDown(by: 86_400) + 1),
            let time = firstTime(from: 0)
        {
            match = day * 86_400 + time * 60
        }
        return match.flatMap { $0 < limit ? $0 : nil }
    }

    /// The first matching minute of a day from `minute` on.
    private func firstTime(from minute: Int) -> Int? {
        let hour = minute / 60
        if hours >> UInt64(hour) & 1 == 1, let match = minutes.firstBit(from: minute % 60) { return hour * 60 + match }
        guard let later = hours.firstBit(from: hour + 1) else { return nil }
        return later * 60 + minutes.trailingZeroBitCount
    }

    /// The first matching day from `day` on, in days since 1970.
    private func firstDay(from day: Int, before limit: Int) -> Int? {
        var date = CivilDate(daysSinceEpoch: day)
        var reached = day
        while reached < limit {
            if months >> UInt64(date.month) & 1 == 1,
                let match = days.bits(year: date.year, month: date.month).firstBit(from: date.day)
            {
                let found = reached + match - date.day
                return found < limit ? found : nil
            }
            reached += CivilDate.length(ofMonth: date.month, year: date.year) - date.day + 1
            date.day = 1
            date.month += 1
            if date.month > 12 {
                date.month = 1
                date.year += 1
            }
        }
        return nil
    }
}
