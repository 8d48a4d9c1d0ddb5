extension DurationText {
    /// Such texts as JSON Schema: those whose parts, each by itself, stand for no more than ``longest``.
    static let jsonSchema = jsonSchema(.zero...longest)

    /// Texts for the durations in a range, as far as a regular expression can tell: a sum may be beyond its end.
    ///
    /// - Parameter range: begins with nothing, a millisecond or a second.
    package static func jsonSchema(_ range: ClosedRange<Duration>) -> Value {
        var wrong = units.map { suffix, unit in
            let most = NumberPattern.matching(0...Int(range.upperBound.inMilliseconds / unit))
            return "(?:^|[a-z])(?!\(most)\(ended(suffix)))[0-9]+\(ended(suffix))"
        }
        if range.lowerBound > .zero { wrong.append(shorter(than: range.lowerBound)) }
        return [
            "type": "string", "pattern": .string(pattern), "not": ["pattern": .string(wrong.joined(separator: "|"))]
        ]
    }

    /// Only milliseconds are shorter than a second: nothing of all that is longer, and too few of them.
    private static func shorter(than duration: Duration) -> String {
        let parts = units.map { suffix, unit in
            let most = unit == 1 ? Int(duration.inMilliseconds) - 1 : 0
            return "(?:\(NumberPattern.matching(0...most))\(ended(suffix)))?"
        }
        return "^\(parts.joined())$"
    }

    /// The unit, and not one that begins with it.
    private static func ended(_ suffix: Substring) -> String { suffix == "m" ? "m(?!s)" : String(suffix) }
}
