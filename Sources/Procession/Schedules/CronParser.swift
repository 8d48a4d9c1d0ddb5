/// Takes a cron expression apart into its fields.
struct CronParser {
    static let shorthands = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *"
    ]

    private let characters: [Character]

    init(_ text: String) {
        characters = Array(text)
    }

    func expression() throws(ScheduleError) -> CronExpression {
        guard characters.count <= CronExpression.maximumLength else {
            throw ScheduleError(
                "the expression has \(characters.count) characters, and \(CronExpression.maximumLength) is the limit",
                offset: CronExpression.maximumLength)
        }
        let words = characters.indices.split { characters[$0].isWhitespace }
        guard let first = words.first else {
            throw ScheduleError("the expression is empty", hint: "write five fields, such as '0 3 * * *', or '@daily'")
        }
        if characters[first.lowerBound] == "@" { return try shorthand(words) }
        guard words.count == CronField.allCases.count else { throw wrongCount(words) }

        var fields: [[CronItem]] = []
        for (field, word) in zip(CronField.allCases, words) {
            fields.append(try CronFieldParser(field: field, characters: characters[word]).items())
        }
        func isOpen(_ field: CronField) -> Bool { "*?".contains(characters[words[field.rawValue].lowerBound]) }
        let expression = CronExpression(
            text: words.map { String(characters[$0]) }.joined(separator: " "), fields: fields,
            countsHours: isOpen(.hour), matchesEitherDay: !isOpen(.dayOfMonth) && !isOpen(.dayOfWeek))
        guard expression.everFires else { throw neverFires(words) }
        return expression
    }

    // MARK: - Shorthands

    private func shorthand(_ words: [Range<Int>]) throws(ScheduleError) -> CronExpression {
        let texts = words.map { String(characters[$0]) }
        let name = texts[0].lowercased()
        let offset = words[0].lowerBound
        if name == "@reboot" {
            throw ScheduleError(
                "'@reboot' names no time",
                hint: "start the process where the engine is started, such as in its systemd unit", offset: offset)
        }
        if name == "@every" {
            let interval = texts.count > 1 ? texts[1].printable : "15m"
            throw ScheduleError("'@every' is not a shorthand", hint: "write 'every:\(interval)'", offset: offset)
        }
        guard let meaning = Self.shorthands[name] else {
            let names = Self.shorthands.keys.sorted()
            throw ScheduleError(
                "'\(texts[0].printable)' is not a shorthand",
                hint: NearestName.hint(for: name, among: names) ?? "there are \(names.joined(separator: ", "))",
                offset: offset)
        }
        guard words.count == 1 else {
            throw ScheduleError(
                "'\(texts[1].printable)' follows '\(name)', which stands alone", hint: "'\(name)' is '\(meaning)'",
                offset: words[1].lowerBound)
        }
        var expression = try CronParser(meaning).expression()
        expression.text = name
        return expression
    }

    // MARK: - Errors of the whole

    private func wrongCount(_ words: [Range<Int>]) -> ScheduleError {
        let texts = words.map { String(characters[$0]) }
        let count = words.count == 1 ? "1 field" : "\(words.count) fields"
        let message = "the expression has \(count), and it needs five: minute, hour, day of month, month, day of week"
        if texts.contains(where: { $0.hasPrefix(",") || $0.hasSuffix(",") }) {
            return ScheduleError(message, hint: "a list has no spaces: '0,15,30'", offset: words[0].lowerBound)
        }
        guard words.count > 5 else {
            return ScheduleError(
                message, hint: "every day at three is '0 3 * * *'", offset: words.last?.upperBound ?? 0)
        }
        // Seconds come first and years last, and in a system crontab a user and a command follow.
        let readable = [texts[1...5], texts[0...4]].map { $0.joined(separator: " ") }
            .first { (try? CronParser($0).expression()) != nil }
        return ScheduleError(
            message,
            hint: "there is no place for seconds, years, users or commands"
                + (readable.map { "; without them it reads '\($0)'" } ?? ""),
            offset: words[5].lowerBound)
    }

    private func neverFires(_ words: [Range<Int>]) -> ScheduleError {
        let parts = [CronField.dayOfMonth, .month, .dayOfWeek].compactMap { field -> String? in
            let text = String(characters[words[field.rawValue]])
            return text == "*" || text == "?" ? nil : "\(field.label) '\(text.printable)'"
        }
        return ScheduleError(
            "the expression never fires: no date has \(parts.inWords("and"))",
            hint: "February has 28 or 29 days; April, June, September and November have 30",
            offset: words[CronField.dayOfMonth.rawValue].lowerBound)
    }
}
