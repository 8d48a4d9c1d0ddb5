/// Reads one field: a list of entries between commas.
struct CronFieldParser {
    let field: CronField
    /// Indexed as in the whole expression, so that an index is an offset.
    let characters: ArraySlice<Character>

    func items() throws(ScheduleError) -> [CronItem] {
        var items: [CronItem] = []
        for entry in characters.split(separator: ",", omittingEmptySubsequences: false) {
            guard !entry.isEmpty else {
                throw ScheduleError(
                    "an entry in the list of the \(field.label) field is missing",
                    hint: "a list is written as '0,15,30', without spaces", offset: entry.startIndex)
            }
            items.append(try item(entry))
        }
        return items
    }

    private func item(_ entry: ArraySlice<Character>) throws(ScheduleError) -> CronItem {
        if entry.first == "?" { return try questionMark(entry) }
        let parts = entry.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let base = parts[0]
        if let special = try specialDay(base) {
            guard parts.count == 1 else {
                throw ScheduleError("'\(text(base))' takes no step", offset: parts[1].startIndex)
            }
            return special
        }
        let step = parts.count == 2 ? try self.step(parts[1]) : nil
        if base.elementsEqual("*") { return .all(step: step ?? 1) }

        let bounds = base.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard bounds.count == 1 || !bounds.contains(where: \.isEmpty) else {
            throw ScheduleError(
                "'\(text(base))' is no range", hint: "a range has a value at either end, such as '1-5'",
                offset: base.startIndex)
        }
        var first = try value(bounds[0])
        guard bounds.count == 2 else {
            if field == .dayOfWeek, step != nil { first %= 7 }
            return .span(first: first, last: step == nil ? first : field.range.upperBound, step: step ?? 1)
        }
        var last = try value(bounds[1])
        if field == .dayOfWeek {
            // Sunday begins the week and ends it.
            if last == 0, first > 0 { last = 7 } else if first == 7, last < 7 { first = 0 }
        }
        guard first <= last else {
            let range = field.range
            throw ScheduleError(
                "the range '\(text(base))' runs backwards",
                hint: "write '\(first)-\(range.upperBound),\(range.lowerBound)-\(last)'", offset: base.startIndex)
        }
        return .span(first: first, last: last, step: step ?? 1)
    }

    private func questionMark(_ entry: ArraySlice<Character>) throws(ScheduleError) -> CronItem {
        guard field.isDay else {
            throw ScheduleError(
                "'?' stands in the day fields only, and this is the \(field.label) field", hint: "write '*'",
                offset: entry.startIndex)
        }
        guard characters.count == 1 else {
            throw ScheduleError(
                "'?' stands alone in its field, and this one is '\(text(characters))'",
                hint: "'?' says that the field does not matter, as '*' does", offset: entry.startIndex)
        }
        return .all(step: 1)
    }

    // MARK: - Numbers and names

    private func value(_ characters: ArraySlice<Character>) throws(ScheduleError) -> Int {
        if let number = Self.number(characters) {
            guard field.range.lowerBound...field.highest ~= number else {
                throw ScheduleError(
                    "\(text(characters)) is out of range for the \(field.label) field", hint: field.valuesText,
                    offset: characters.startIndex)
            }
            return number
        }
        let name = String(characters).lowercased()
        if let index = field.names.firstIndex(of: name) { return field.range.lowerBound + index }
        guard !characters.isEmpty else {
            throw ScheduleError(
                "a value is missing in the \(field.label) field", hint: field.valuesText,
                offset: characters.startIndex)
        }
        throw ScheduleError(
            "'\(text(characters))' is no value for the \(field.label) field", hint: valueHint(name),
            offset: characters.startIndex)
    }

    private func valueHint(_ name: String) -> String {
        if name.hasPrefix("*"), let number = Int(name.dropFirst()) { return "did you mean '*/\(number)'?" }
        if name == "l", field == .dayOfWeek { return "'5L' is the last Friday, and '6' is Saturday" }
        if field.names.contains(String(name.prefix(3))) { return "did you mean '\(name.prefix(3))'?" }
        return NearestName.hint(for: name, among: field.names) ?? field.valuesText
    }

    private func step(_ characters: ArraySlice<Character>) throws(ScheduleError) -> Int {
        let span = field.range.upperBound - field.range.lowerBound
        guard let step = Self.number(characters) else {
            throw ScheduleError(
                characters.isEmpty ? "a step is missing after '/'" : "'\(text(characters))' is not a step",
                hint: "a step is a number from 1 to \(span)",
                offset: characters.startIndex)
        }
        guard step > 0 else {
            throw ScheduleError(
                "a step of 0 never moves on", hint: "a step is a number from 1 to \(span)",
                offset: characters.startIndex)
        }
        guard step <= span else {
            let unit: String? =
                switch field {
                case .minute: "m"
                case .hour: "h"
                case .dayOfMonth: "d"
                case .month, .dayOfWeek: nil
                }
            throw ScheduleError(
                "the step \(text(characters)) is longer than the \(field.label) field",
                hint: unit.map { "steps begin anew each time; a steady interval is 'every:\(text(characters))\($0)'" }
                    ?? "a step is a number from 1 to \(span)",
                offset: characters.startIndex)
        }
        return step
    }

    /// At most nine ASCII digits beyond zeros, so that it can't overflow; longer ones are out of every range anyway.
    private static func number(_ characters: ArraySlice<Character>) -> Int? {
        guard !characters.isEmpty, characters.allSatisfy({ $0.isASCII && $0.isWholeNumber }) else { return nil }
        return Int("0" + String(characters.drop { $0 == "0" }.prefix(9)))
    }

    // MARK: - Days that depend on the month

    private func specialDay(_ entry: ArraySlice<Character>) throws(ScheduleError) -> CronItem? {
        let upper = String(entry).uppercased()
        switch field {
        case .dayOfMonth: return try specialDayOfMonth(entry, upper)
        case .dayOfWeek: return try specialDayOfWeek(entry, upper)
        case .minute, .hour, .month: return nil
        }
    }

    private func specialDayOfMonth(_ entry: ArraySlice<Character>, _ upper: String) throws(ScheduleError) -> CronItem? {
        if upper == "L" { return .beforeLast(0) }
        if upper == "LW" || upper == "WL" { return .lastWorkday }
        if upper.hasPrefix("L-") {
            let count = entry.dropFirst(2)
            guard let number = Self.number(count), 1...30 ~= number else {
                throw ScheduleError(
                    "'\(text(entry))' is no day of month", hint: "'L-3' is the third day before the last; 1 to 30",
                    offset: count.startIndex)
            }
            return .beforeLast(number)
        }
        guard upper.hasSuffix("W") else { return nil }
        let day = entry.dropLast()
        guard let number = Self.number(day), field.range ~= number else {
            throw ScheduleError(
                "'\(text(entry))' is no day of month", hint: "'15W' is the weekday nearest to the 15th; 1W to 31W, LW",
                offset: entry.startIndex)
        }
        return .nearestWeekday(number)
    }

    private func specialDayOfWeek(_ entry: ArraySlice<Character>, _ upper: String) throws(ScheduleError) -> CronItem? {
        if let mark = entry.firstIndex(of: "#") {
            let weekday = try value(entry[..<mark]) % 7
            let count = entry[(mark + 1)...]
            guard let number = Self.number(count), 1...5 ~= number else {
                throw ScheduleError(
                    "'\(text(entry))' is no day of week", hint: "'fri#2' is the second Friday; #1 to #5",
                    offset: count.startIndex)
            }
            return .nth(number, weekday: weekday)
        }
        guard entry.count > 1, upper.hasSuffix("L") else { return nil }
        let day = entry.dropLast()
        // 'tuL' or '1-5L': the message should be about the whole entry, not about its beginning.
        guard let weekday = try? value(day) else {
            throw ScheduleError(
                "'\(text(entry))' is no day of week", hint: "'5L' and 'friL' are the last Friday of the month",
                offset: entry.startIndex)
        }
        return .last(weekday: weekday % 7)
    }

    private func text(_ characters: ArraySlice<Character>) -> String { String(characters).printable }
}
