import Foundation

/// The header `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
enum RetryAfter {
    /// Nobody can park a task for longer than this, whatever its retry policy allows.
    static let longest: Duration = .seconds(3600)

    /// How long to wait; nil if the text is neither.
    ///
    /// A date that has passed is zero.
    static func delay(_ text: String, now: Date) -> Duration? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            return min(.seconds(Int64(text) ?? .max), longest)
        }
        guard let date = date(text) else { return nil }
        let seconds = min(max(date.timeIntervalSince(now), 0), Double(longest.components.seconds))
        return .milliseconds(Int64((seconds * 1000).rounded(.up)))
    }

    /// The three forms of RFC 9110, 5.6.7: the usual one and the two obsolete ones that a recipient must still read.
    private static func date(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        for format in [
            "EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy"
        ] {
            formatter.dateFormat = format
            if let date = formatter.date(from: text) { return date }
        }
        return nil
    }
}
