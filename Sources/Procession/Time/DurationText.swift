/// Durations as people write them: `250ms`, `10s`, `5m`, `2h`, `1d`, or sums such as `1h30m`.
///
/// The parts of a sum go from the largest unit to the smallest, each at most once, in whole numbers.
public enum DurationText {
    /// The longest duration that can be written: a century.
    ///
    /// The bound keeps every later calculation with milliseconds, factors and dates away from overflow.
    public static let longest: Duration = .seconds(36_500 * 86_400)

    /// A regular expression for such texts (ECMA 262 syntax, as JSON Schema has it).
    package static let pattern = "^(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m(?!s))?([0-9]+s)?([0-9]+ms)?$"

    /// The duration, or nil if the text is none or stands for more than ``longest``.
    public static func parse(_ text: String) -> Duration? {
        var rest = text.utf8[...]
        var total: Int64 = 0
        var lastUnit = Int64.max
        repeat {
            let digits = rest.prefix(while: isDigit)
            rest = rest.dropFirst(digits.count)
            let suffix = rest.prefix { !isDigit($0) }
            rest = rest.dropFirst(suffix.count)
            guard let count = Int64(Substring(digits)), let unit = milliseconds(of: Substring(suffix)), unit < lastUnit
            else { return nil }
            let (part, partOverflows) = count.multipliedReportingOverflow(by: unit)
            let (sum, sumOverflows) = total.addingReportingOverflow(part)
            guard !partOverflows, !sumOverflows else { return nil }
            total = sum
            lastUnit = unit
        } while !rest.isEmpty
        return total <= longest.inMilliseconds ? .milliseconds(total) : nil
    }

    /// The one text that stands for a duration: as few parts as its units allow, fractions of a millisecond left out.
    public static func format(_ duration: Duration) -> String {
        var rest = duration.inMilliseconds.magnitude
        guard rest > 0 else { return "0s" }
        var text = duration < .zero ? "-" : ""
        for (suffix, unit) in units where rest >= unit.magnitude {
            text += "\(rest / unit.magnitude)\(suffix)"
            rest %= unit.magnitude
        }
        return text
    }

    /// The text for a bound in seconds.
    static func format(seconds: Double) -> String {
        format(.milliseconds(Int64(exactly: (seconds * 1000).rounded()) ?? .max))
    }

    static let units: [(suffix: Substring, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)
    ]

    private static func milliseconds(of suffix: Substring) -> Int64? {
        units.first { $0.suffix == suffix }?.milliseconds
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte }
}
