/// The days that the two day fields of a cron expression choose together.
struct CronDays: Hashable, Sendable {
    /// Bits 1 to 31.
    private var daysOfMonth: UInt64 = 0
    /// Bit n: n days before the last of the month.
    private var beforeLast: UInt64 = 0
    /// Bits 1 to 31: the weekday nearest to that day.
    private var nearestWeekdays: UInt64 = 0
    private var hasLastWorkday = false
    /// Bit 0 is Sunday.
    private var weekdays: UInt64 = 0
    /// Bit `7 * (n - 1) + weekday`: the nth such day.
    private var nthWeekdays: UInt64 = 0
    private var lastWeekdays: UInt64 = 0
    /// Whether a day of either field is chosen; otherwise both must agree.
    private var isEither: Bool

    init(daysOfMonth monthItems: [CronItem], daysOfWeek weekItems: [CronItem], isEither: Bool) {
        self.isEither = isEither
        for item in monthItems {
            daysOfMonth |= item.bits(in: CronField.dayOfMonth.range)
            switch item {
            case .beforeLast(let count): beforeLast |= 1 << UInt64(count)
            case .nearestWeekday(let day): nearestWeekdays |= 1 << UInt64(day)
            case .lastWorkday: hasLastWorkday = true
            default: break
            }
        }
        for item in weekItems {
            let bits = item.bits(in: CronField.dayOfWeek.range)
            // Seven is Sunday too.
            weekdays |= bits & 0x7F | bits >> 7
            switch item {
            case .nth(let count, let weekday): nthWeekdays |= 1 << UInt64(7 * (count - 1) + weekday)
            case .last(let weekday): lastWeekdays |= 1 << UInt64(weekday)
            default: break
            }
        }
    }

    /// The chosen days of a month, as bits 1 to 31.
    func bits(year: Int, month: Int) -> UInt64 {
        let length = CivilDate.length(ofMonth: month, year: year)
        let first = CivilDate.daysSinceEpoch(year: year, month: month, day: 1)
        let firstWeekday = CivilDate.weekday(daysSinceEpoch: first)
        let byMonth = bitsByMonth(length: length, firstWeekday: firstWeekday)
        let byWeek = bitsByWeek(length: length, firstWeekday: firstWeekday)
        let exist: UInt64 = (2 << UInt64(length)) - 2
        return (isEither ? byMonth | byWeek : byMonth & byWeek) & exist
    }

    private func bitsByMonth(length: Int, firstWeekday: Int) -> UInt64 {
        var result = daysOfMonth
        for count in beforeLast.setBits where count < length { result |= 1 << UInt64(length - count) }
        for day in nearestWeekdays.setBits where day <= length {
            result |= 1 << UInt64(Self.nearestWeekday(to: day, length: length, firstWeekday: firstWeekday))
        }
        if hasLastWorkday {
            // Back from a Saturday one day, from a Sunday two; never forward, for that is another month.
            result |= 1 << UInt64(Self.nearestWeekday(to: length, length: length, firstWeekday: firstWeekday))
        }
        return result
    }

    /// The day itself, or the Friday before a Saturday, or the Monday after a Sunday, without leaving the month.
    private static func nearestWeekday(to day: Int, length: Int, firstWeekday: Int) -> Int {
        switch (firstWeekday + day - 1) % 7 {
        case 6: day == 1 ? 3 : day - 1
        case 0: day == length ? day - 2 : day + 1
        default: day
        }
    }

    private func bitsByWeek(length: Int, firstWeekday: Int) -> UInt64 {
        // Every seventh day from day 0; shifted by the first such day of the month.
        let everySeventh: UInt64 = 0x1020_4081
        var result: UInt64 = 0
        for weekday in (weekdays | lastWeekdays).setBits {
            let firstDay = 1 + (weekday - firstWeekday + 7) % 7
            if weekdays >> UInt64(weekday) & 1 == 1 { result |= everySeventh << UInt64(firstDay) }
            if lastWeekdays >> UInt64(weekday) & 1 == 1 {
                result |= 1 << UInt64(firstDay + (length - firstDay) / 7 * 7)
            }
        }
        for choice in nthWeekdays.setBits {
            result |= 1 << UInt64(1 + (choice % 7 - firstWeekday + 7) % 7 + choice / 7 * 7)
        }
        return result
    }
}

extension UInt64 {
    /// The places of the ones, lowest first.
    var setBits: some Sequence<Int> {
        sequence(state: self) { rest -> Int? in
            guard rest != 0 else { return nil }
            defer { rest &= rest - 1 }
            return rest.trailingZeroBitCount
        }
    }

    /// The place of the lowest one at `place` or above it.
    func firstBit(from place: Int) -> Int? {
        guard place < 64 else { return nil }
        let rest = self >> UInt64(place)
        return rest == 0 ? nil : rest.trailingZeroBitCount + place
    }
}
