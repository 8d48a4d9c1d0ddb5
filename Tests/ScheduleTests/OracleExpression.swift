import Foundation

/// A random cron expression, with its meaning kept beside the text in the plainest form.
struct OracleExpression: Sendable {
    typealias DayRule = @Sendable (OracleDay) -> Bool

    var text: String
    var minutes: Set<Int>
    var hours: Set<Int>
    var countsHours: Bool
    var isDay: DayRule

    static func random(using generator: inout SeededGenerator) -> OracleExpression {
        let minute = numbers(0...59, near: [0, 1, 15, 29, 30, 45, 59], open: 35, using: &generator)
        let hour = numbers(0...23, near: [0, 1, 2, 3, 4, 23], open: 35, using: &generator)
        let day = generator.chance(60) ? ("*", { _ in true }) : dayOfMonth(using: &generator)
        let month =
            generator.chance(80)
            ? (text: "*", values: Set(1...12))
            : numbers(1...12, near: [3, 4, 9, 10, 11], open: 20, using: &generator)
        let week = generator.chance(60) ? ("*", { _ in true }) : dayOfWeek(using: &generator)
        let isEither = !"*?".contains(day.0.prefix(1)) && !"*?".contains(week.0.prefix(1))
        return OracleExpression(
            text: [minute.text, hour.text, day.0, month.text, week.0].joined(separator: " "), minutes: minute.values,
            hours: hour.values, countsHours: hour.text.hasPrefix("*") || hour.values.count == 24,
            isDay: { date in
                guard month.values.contains(date.month) else { return false }
                return isEither ? day.1(date) || week.1(date) : day.1(date) && week.1(date)
            })
    }

    /// A list of numbers, ranges and steps.
    private static func numbers(
        _ range: ClosedRange<Int>, near: [Int], open: Int, using generator: inout SeededGenerator
    ) -> (text: String, values: Set<Int>) {
        if generator.chance(open) {
            let step = generator.chance(50) ? 1 : generator.number(1...(range.upperBound - range.lowerBound))
            return (
                step == 1 ? "*" : "*/\(step)", Set(stride(from: range.lowerBound, through: range.upperBound, by: step))
            )
        }
        var texts: [String] = []
        var values: Set<Int> = []
        for _ in 0..<generator.number(1...3) {
            let first = generator.chance(70) ? near[generator.number(0...near.count - 1)] : generator.number(range)
            switch generator.number(0...9) {
            case 0...6:
                texts.append("\(first)")
                values.insert(first)
            case 7:
                let last = generator.number(first...range.upperBound)
                texts.append("\(first)-\(last)")
                values.formUnion(first...last)
            case 8:
                let last = generator.number(first...range.upperBound)
                let step = generator.number(1...(range.upperBound - range.lowerBound))
                texts.append("\(first)-\(last)/\(step)")
                values.formUnion(stride(from: first, through: last, by: step))
            default:
                let step = generator.number(1...(range.upperBound - range.lowerBound))
                texts.append("\(first)/\(step)")
                values.formUnion(stride(from: first, through: range.upperBound, by: step))
            }
        }
        return (texts.joined(separator: ","), values)
    }

    private static func dayOfMonth(using generator: inout SeededGenerator) -> (String, DayRule) {
        switch generator.number(0...6) {
        case 0: return ("?", { _ in true })
        case 1: return ("L", { $0.day == $0.length })
        case 2:
            let count = generator.number(1...27)
            return ("L-\(count)", { $0.day == $0.length - count })
        case 3:
            let day = generator.number(1...28)
            return ("\(day)W", { $0.isNearestWeekday(to: day) })
        case 4: return ("lw", { $0.isLastWorkday })
        default:
            let list = numbers(1...28, near: [1, 13, 27, 28], open: 25, using: &generator)
            // The generator's highest day is 28, and an open step would run on to 31.
            let isOpen = list.text.hasPrefix("*") || list.text.contains("/")
            return isOpen ? ("*/2", { $0.day % 2 == 1 }) : (list.text, { list.values.contains($0.day) })
        }
    }

    private static func dayOfWeek(using generator: inout SeededGenerator) -> (String, DayRule) {
        let names = ["sun", "Mon", "TUE", "wed", "thu", "fri", "sat"]
        let weekday = generator.number(0...6)
        switch generator.number(0...5) {
        case 0: return ("?", { _ in true })
        case 1: return ("\(names[weekday])L", { $0.weekday == weekday && $0.day + 7 > $0.length })
        case 2:
            let count = generator.number(1...5)
            return ("\(weekday == 0 ? 7 : weekday)#\(count)", { $0.weekday == weekday && ($0.day + 6) / 7 == count })
        case 3: return ("\(names[weekday])-7", { $0.weekday >= weekday || $0.weekday == 0 })
        case 4: return ("*/3", { $0.weekday % 3 == 0 })
        default: return ("\(weekday)", { $0.weekday == weekday })
        }
    }
}

/// A day as Foundation's calendar knows it.
struct OracleDay: Sendable {
    var month: Int
    var day: Int
    /// 0 is Sunday.
    var weekday: Int
    var length: Int

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    init(daysSince1970: Int) {
        let date = Date(timeIntervalSince1970: Double(daysSince1970) * 86_400)
        let parts = Self.calendar.dateComponents([.month, .day, .weekday], from: date)
        month = parts.month ?? 0
        day = parts.day ?? 0
        weekday = (parts.weekday ?? 0) - 1
        length = Self.calendar.range(of: .day, in: .month, for: date)?.count ?? 0
    }

    private var isWorkday: Bool { 1...5 ~= weekday }

    /// The weekday of another day of the same month.
    private func weekday(of other: Int) -> Int { (weekday + other - day + 70) % 7 }

    func isNearestWeekday(to target: Int) -> Bool {
        guard isWorkday, target <= length else { return false }
        switch weekday(of: target) {
        case 6 where target > 1: return day == target - 1
        case 6: return day == target + 2
        case 0 where target < length: return day == target + 1
        case 0: return day == target - 2
        default: return day == target
        }
    }

    var isLastWorkday: Bool {
        isWorkday && (day == length || (weekday == 5 && day + 2 >= length))
    }
}
