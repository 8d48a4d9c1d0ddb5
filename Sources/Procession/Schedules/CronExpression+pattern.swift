extension CronExpression {
    /// In characters; longer texts are none.
    package static let maximumLength = 1000

    /// A regular expression for texts that keep to the grammar (ECMA 262 syntax).
    ///
    /// It can't see whether a range runs backwards, nor whether any date ever matches.
    package static let pattern: String = {
        let shorthands = CronParser.shorthands.keys.sorted().map(anyCase).joined(separator: "|")
        let fields = CronField.allCases.map { "(?:\($0.pattern))" }.joined(separator: #"\s+"#)
        return #"^\s*(?:\#(shorthands)|\#(fields))\s*$"#
    }()

    /// A text in either case.
    fileprivate static func anyCase(_ text: String) -> String {
        text.map { $0.isLetter ? "[\($0.uppercased())\($0.lowercased())]" : String($0) }.joined()
    }
}

extension CronField {
    /// A list of entries, as ``CronFieldParser`` reads it.
    fileprivate var pattern: String {
        let step = "/(?:\(NumberPattern.matching(1...(range.upperBound - range.lowerBound))))"
        let entry = (["(?:\\*|\(value)(?:-\(value))?)(?:\(step))?"] + special).joined(separator: "|")
        return (isDay ? [#"\?"#] : []).reduce("(?:\(entry))(?:,(?:\(entry)))*") { "\($0)|\($1)" }
    }

    private var value: String {
        let names = self.names.map(CronExpression.anyCase)
        return "(?:\(([NumberPattern.matching(range.lowerBound...highest)] + names).joined(separator: "|")))"
    }

    /// Days that depend on the month.
    private var special: [String] {
        switch self {
        case .dayOfMonth:
            [
                "[Ll](?:-\(NumberPattern.matching(1...30)))?", "[Ll][Ww]|[Ww][Ll]",
                "\(NumberPattern.matching(range))[Ww]"
            ]
        case .dayOfWeek: ["\(value)#\(NumberPattern.matching(1...5))", "\(value)[Ll]"]
        case .minute, .hour, .month: []
        }
    }
}
