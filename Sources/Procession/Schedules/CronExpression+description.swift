extension CronExpression: CustomStringConvertible {
    /// The schedule as a sentence for people, such as "At 09:30 on Monday to Friday".
    public var description: String {
        let sentence = ([timeOfDay] + [dayPhrase, monthPhrase].compactMap { $0 }).joined(separator: " ")
        return sentence.prefix(1).uppercased() + sentence.dropFirst()
    }

    private func items(_ field: CronField) -> [CronItem] { fields[field.rawValue] }

    private func isOpen(_ field: CronField) -> Bool { items(field) == [.all(step: 1)] }

    // MARK: - Time

    private var timeOfDay: String {
        if let times = plainTimes { return "at " + times.inWords("and") }
        let minutes = items(.minute).map { Self.phrase($0, .minute) }.inWords("and")
        let start = minutes.hasPrefix("every") ? minutes : "at " + minutes
        if isOpen(.hour) { return minutes.hasPrefix("every") ? start : start + " of every hour" }
        return start + " of " + items(.hour).map { Self.phrase($0, .hour) }.inWords("and")
    }

    /// `09:30`, and a few more of that kind; nil where it takes rules to say it.
    private var plainTimes: [String]? {
        let minutes = items(.minute).compactMap(Self.single)
        let hours = items(.hour).compactMap(Self.single)
        guard minutes.count == items(.minute).count, hours.count == items(.hour).count,
            minutes.count * hours.count <= 6
        else { return nil }
        return Set(hours.flatMap { hour in minutes.map { hour * 60 + $0 } }).sorted().map {
            "\($0 / 600)\($0 / 60 % 10):\($0 % 60 / 10)\($0 % 10)"
        }
    }

    private static func single(_ item: CronItem) -> Int? {
        if case .span(let first, let last, _) = item, first == last { first } else { nil }
    }

    // MARK: - Days and months

    private var dayPhrase: String? {
        let month = items(.dayOfMonth).map { Self.phrase($0, .dayOfMonth) }.inWords("and") + " of the month"
        let week = items(.dayOfWeek).map { Self.phrase($0, .dayOfWeek) }.inWords("and")
        return switch (isOpen(.dayOfMonth), isOpen(.dayOfWeek)) {
        case (true, true): plainTimes != nil && isOpen(.month) ? "every day" : nil
        case (false, true): "on " + month
        case (true, false): "on " + week
        case (false, false): "on \(month) \(matchesEitherDay ? "or" : "that is also") \(week)"
        }
    }

    private var monthPhrase: String? {
        isOpen(.month) ? nil : "in " + items(.month).map { Self.phrase($0, .month) }.inWords("and")
    }

    // MARK: - Entries

    private static func phrase(_ item: CronItem, _ field: CronField) -> String {
        switch item {
        case .all(let step): step == 1 ? "every \(noun(field))" : "every \(ordinal(step)) \(noun(field))"
        case .span(let first, let last, let step):
            switch (first == last, step) {
            case (true, _): name(first, field, after: noun(field) + " ")
            case (false, 1): "\(name(first, field, after: noun(field) + "s ")) to \(name(last, field))"
            default: "every \(ordinal(step)) \(noun(field)) from \(name(first, field)) to \(name(last, field))"
            }
        case .beforeLast(0): "the last day"
        case .beforeLast(let count): "the \(ordinal(count)) day before the last"
        case .nearestWeekday(let day): "the weekday nearest to day \(day)"
        case .lastWorkday: "the last weekday"
        case .nth(let count, let weekday): "the \(ordinal(count)) \(name(weekday, field)) of the month"
        case .last(let weekday): "the last \(name(weekday, field)) of the month"
        }
    }

    private static func noun(_ field: CronField) -> String {
        switch field {
        case .dayOfMonth: "day"
        case .dayOfWeek: "day of the week"
        case .minute, .hour, .month: field.label
        }
    }

    /// The value's name, or its number after the noun that it needs.
    private static func name(_ value: Int, _ field: CronField, after noun: String = "") -> String {
        switch field {
        case .month: monthNames[value - 1]
        case .dayOfWeek: weekdayNames[value % 7]
        case .minute, .hour, .dayOfMonth: "\(noun)\(value)"
        }
    }

    private static func ordinal(_ number: Int) -> String {
        switch (number % 10, number / 10 % 10) {
        case (1, let tens) where tens != 1: "\(number)st"
        case (2, let tens) where tens != 1: "\(number)nd"
        case (3, let tens) where tens != 1: "\(number)rd"
        default: "\(number)th"
        }
    }

    private static let weekdayNames = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
    ]
    private static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December"
    ]
}

extension [String] {
    /// The words as a list with a conjunction before the last.
    package func inWords(_ conjunction: String) -> String {
        guard count > 1, let last else { return first ?? "" }
        return "\(dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }
}
