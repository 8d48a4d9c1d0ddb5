package import struct Foundation.Date

/// Times as the database keeps them: UTC, `YYYY-MM-DD HH:MM:SS.SSS`, so that text order is time order.
///
/// Written and read with integers only (the civil-calendar algorithms of Howard Hinnant, "chrono-compatible low-level
/// date algorithms"), because formatting is on the path of every task.
package enum TimestampText {
    private static let earliest: Int64 = -62_135_596_800_000  // 0001-01-01 00:00:00.000
    private static let latest: Int64 = 253_402_300_799_999  // 9999-12-31 23:59:59.999
    private static let millisecondsADay: Int64 = 86_400_000
    private static let length = 23

    /// The text of a time, rounded to milliseconds; times outside the years 1 to 9999 become the nearest of these.
    package static func format(_ date: Date) -> String {
        let reading = (date.timeIntervalSince1970 * 1000).rounded()
        let milliseconds = reading > Double(earliest) ? (reading < Double(latest) ? Int64(reading) : latest) : earliest
        var day = milliseconds / millisecondsADay
        var rest = milliseconds % millisecondsADay
        if rest < 0 {
            rest += millisecondsADay
            day -= 1
        }
        let (year, month, dayOfMonth) = civil(fromDay: day)
        return String(unsafeUninitializedCapacity: length) { buffer in
            write(year, digits: 4, at: 0, to: buffer)
            buffer[4] = UInt8(ascii: "-")
            write(month, digits: 2, at: 5, to: buffer)
            buffer[7] = UInt8(ascii: "-")
            write(dayOfMonth, digits: 2, at: 8, to: buffer)
            buffer[10] = UInt8(ascii: " ")
            write(Int(rest / 3_600_000), digits: 2, at: 11, to: buffer)
            buffer[13] = UInt8(ascii: ":")
            write(Int(rest / 60_000 % 60), digits: 2, at: 14, to: buffer)
            buffer[16] = UInt8(ascii: ":")
            write(Int(rest / 1000 % 60), digits: 2, at: 17, to: buffer)
            buffer[19] = UInt8(ascii: ".")
            write(Int(rest % 1000), digits: 3, at: 20, to: buffer)
            return length
        }
    }

    /// The time that a text says, or nil if it is not exactly of this form.
    package static func parse(_ text: String) -> Date? {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count == length, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
                bytes[10] == UInt8(ascii: " "), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
                bytes[19] == UInt8(ascii: "."),
                let year = read(bytes, 0..<4), let month = read(bytes, 5..<7), let day = read(bytes, 8..<10),
                let hour = read(bytes, 11..<13), let minute = read(bytes, 14..<16), let second = read(bytes, 17..<19),
                let fraction = read(bytes, 20..<23), (1...12) ~= month, (1...31) ~= day, hour < 24, minute < 60,
                second < 60
            else { return nil }
            let days = self.day(ofYear: year, month: month, day: day)
            guard civil(fromDay: days) == (year, month, day) else { return nil }
            let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second)
            return Date(timeIntervalSince1970: Double(seconds * 1000 + Int64(fraction)) / 1000)
        }
    }

    /// Year, month and day of a day counted from 1970-01-01.
    private static func civil(fromDay day: Int64) -> (year: Int, month: Int, day: Int) {
        // Years start in March here, so that the leap day is the last one; eras are 400 years.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (Int(year), Int(month), Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))
    }

    private static func day(ofYear year: Int, month: Int, day: Int) -> Int64 {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func write(
        _ number: Int, digits: Int, at position: Int, to buffer: UnsafeMutableBufferPointer<UInt8>
    ) {
        var rest = number
        for offset in stride(from: digits - 1, through: 0, by: -1) {
            buffer[position + offset] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        var number = 0
        for position in range {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }
}
