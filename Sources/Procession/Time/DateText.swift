package import struct Foundation.Date

/// A date or a point in time as ISO 8601 text: `2026-01-31`, `2026-01-31T23:59:00Z`, `2026-01-31T23:59:00.250+02:00`.
///
/// A blank may stand for the `T`, seconds may be left out, and a time without an offset is in UTC.
package struct DateText: Equatable {
    /// Since 1970-01-01T00:00:00Z; fractions are left out.
    let seconds: Int

    /// A regular expression for such texts (ECMA 262 syntax).
    package static let pattern = "^\(expression)$"

    /// The same without anchors; the years with a 29th of February come last.
    package static let expression =
        "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
        + "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
        + "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
        + "(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:[.,][0-9]+)?)?"
        + "(?:[Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)?)?"

    /// The second of a point in time.
    package init(_ date: Date) { seconds = Int(date.timeIntervalSince1970.rounded(.down)) }

    package var date: Date { Date(timeIntervalSince1970: Double(seconds)) }

    /// Such as `2026-01-31T23:59:00Z`.
    package var text: String { formatted("%Y-%m-%dT%H:%M:%SZ") ?? "" }

    /// nil if `text` is no such date, or one that the calendar doesn't have.
    package init?(_ text: String) {
        var reader = Reader(bytes: text.utf8[...])
        guard let year = reader.digits(4), reader.skip("-"), let month = reader.digits(2), reader.skip("-"),
            let day = reader.digits(2), 1...12 ~= month, 1...CivilDate.length(ofMonth: month, year: year) ~= day
        else { return nil }
        var seconds = CivilDate.daysSinceEpoch(year: year, month: month, day: day) * 86_400
        if !reader.isAtEnd {
            guard reader.skip("T") || reader.skip("t") || reader.skip(" "), let time = reader.time() else { return nil }
            seconds += time
        }
        guard reader.isAtEnd else { return nil }
        self.seconds = seconds
    }

    /// The date in UTC by a pattern of `%Y %m %d %H %M %S %j %%`; nil if it holds another `%`.
    func formatted(_ pattern: String) -> String? {
        let day = seconds.dividedDown(by: 86_400)
        let time = seconds - day * 86_400
        let date = CivilDate(daysSinceEpoch: day)
        var result = String.UnicodeScalarView()
        var scalars = pattern.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "%" else {
                result.append(scalar)
                continue
            }
            switch scalars.next() {
            case "Y": result += Self.padded(date.year, to: 4)
            case "m": result += Self.padded(date.month, to: 2)
            case "d": result += Self.padded(date.day, to: 2)
            case "H": result += Self.padded(time / 3600, to: 2)
            case "M": result += Self.padded(time / 60 % 60, to: 2)
            case "S": result += Self.padded(time % 60, to: 2)
            case "j":
                let newYear = CivilDate.daysSinceEpoch(year: date.year, month: 1, day: 1)
                result += Self.padded(day - newYear + 1, to: 3)
            case "%": result.append("%")
            default: return nil
            }
        }
        return String(result)
    }

    private static func padded(_ number: Int, to width: Int) -> String.UnicodeScalarView {
        let digits = String(number.magnitude)
        let zeros = String(repeating: "0", count: max(width - digits.count, 0))
        return ((number < 0 ? "-" : "") + zeros + digits).unicodeScalars
    }

    private struct Reader {
        var bytes: Substring.UTF8View

        var isAtEnd: Bool { bytes.isEmpty }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard bytes.first == UInt8(ascii: character) else { return false }
            bytes.removeFirst()
            return true
        }

        mutating func digits(_ count: Int) -> Int? {
            let digits = bytes.prefix(count)
            guard digits.count == count, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }) else {
                return nil
            }
            bytes = bytes.dropFirst(count)
            return Int(Substring(digits))
        }

        /// `HH:MM[:SS[.fraction]]` and an optional offset, in seconds from the start of the day in UTC.
        mutating func time() -> Int? {
            guard let hour = digits(2), skip(":"), let minute = digits(2), hour < 24, minute < 60 else { return nil }
            var seconds = hour * 3600 + minute * 60
            if skip(":") {
                // A leap second counts as the first one after it.
                guard let second = digits(2), second <= 60 else { return nil }
                seconds += second
                if skip(".") || skip(",") {
                    guard digits(1) != nil else { return nil }
                    while digits(1) != nil {}
                }
            }
            if isAtEnd || skip("Z") || skip("z") { return seconds }
            let isEast = skip("+")
            guard isEast || skip("-"), let hours = digits(2), hours < 24 else { return nil }
            var minutes = 0
            if skip(":") || !isAtEnd {
                guard let given = digits(2), given < 60 else { return nil }
                minutes = given
            }
            let offset = hours * 3600 + minutes * 60
            return isEast ? seconds - offset : seconds + offset
        }
    }
}
