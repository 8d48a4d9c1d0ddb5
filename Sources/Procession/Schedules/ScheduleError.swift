/// Why a text is no schedule, no cron expression or no time zone.
public struct ScheduleError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One clause without a full stop, what was written in single quotes.
    public var message: String
    /// What to write instead; nil where that can't be said.
    public var hint: String?
    /// Where in the text, in characters from its start.
    public var offset: Int

    public init(_ message: String, hint: String? = nil, offset: Int = 0) {
        self.message = message
        self.hint = hint
        self.offset = offset
    }

    public var description: String { hint.map { "\(message) (\($0))" } ?? message }
}

extension String {
    /// The text as a message quotes it: at most 40 characters, without control characters.
    var printable: String {
        let shown = prefix(40).map { character in
            character.unicodeScalars.contains { $0.properties.generalCategory == .control } ? "\u{FFFD}" : character
        }
        return String(shown) + (count > 40 ? "..." : "")
    }
}
