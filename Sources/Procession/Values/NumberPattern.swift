/// Regular expressions for the decimal digits of numbers in a range, leading zeros allowed (ECMA 262 syntax).
///
/// A digit never follows what they match.
enum NumberPattern {
    static func matching(_ range: ClosedRange<Int>) -> String {
        let digits = "0*(?:\(upTo(range.upperBound)))(?![0-9])"
        return range.lowerBound > 0 ? "(?!0*(?:\(upTo(range.lowerBound - 1)))(?![0-9]))\(digits)" : digits
    }

    /// Numbers with as many digits as `limit` go digit by digit: the same up to one that is less, and then any.
    private static func upTo(_ limit: Int) -> String {
        let digits = String(limit).compactMap(\.wholeNumberValue)
        var alternatives = digits.count > 1 ? ["[0-9]{1,\(digits.count - 1)}"] : []
        for (index, digit) in digits.enumerated() where digit > 0 {
            let rest = digits.count - index - 1
            let same = digits[..<index].map(String.init).joined()
            alternatives.append("\(same)[0-\(digit - 1)]" + (rest > 0 ? "[0-9]{\(rest)}" : ""))
        }
        return (alternatives + [String(limit)]).joined(separator: "|")
    }
}
