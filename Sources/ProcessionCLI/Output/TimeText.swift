package import Foundation

/// Times and spans as people and programs read them.
package enum TimeText {
    /// ISO 8601 with milliseconds, UTC.
    package static func iso(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Date and time of day in the user's time zone.
    package static func local(_ date: Date, timeZone: TimeZone = .current) -> String {
        parts(date, timeZone) { parts in
            "\(pad(parts.year, 4))-\(pad(parts.month))-\(pad(parts.day)) \(clock(parts))"
        }
    }

    /// Time of day in the user's time zone.
    package static func timeOfDay(_ date: Date, timeZone: TimeZone = .current) -> String {
        parts(date, timeZone, clock)
    }

    /// `12 ms`, `0.3 s`, `12 s`, `1 m 05 s`, `2 h 03 m`: as exact as a person wants to know it.
    package static func span(_ seconds: TimeInterval) -> String {
        let seconds = max(seconds, 0)
        if seconds < 0.0995 { return "\(Int((seconds * 1000).rounded())) ms" }
        if seconds < 9.95 { return "\((seconds * 10).rounded() / 10) s" }
        let whole = Int(min(seconds.rounded(), 1e12))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) m \(pad(whole % 60)) s" }
        return "\(whole / 3600) h \(pad(whole / 60 % 60)) m"
    }

    /// The time between two points, up to now where the second is open; empty where it has not begun.
    package static func span(from start: Date?, to end: Date?, now: Date = Date()) -> String {
        start.map { span((end ?? now).timeIntervalSince($0)) } ?? ""
    }

    private static func parts(_ date: Date, _ timeZone: TimeZone, _ text: (DateComponents) -> String) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return text(calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date))
    }

    private static func clock(_ parts: DateComponents) -> String {
        "\(pad(parts.hour)):\(pad(parts.minute)):\(pad(parts.second))"
    }

    private static func pad(_ number: Int?, _ digits: Int = 2) -> String {
        let text = String(number ?? 0)
        return String(repeating: "0", count: max(digits - text.count, 0)) + text
    }
}
