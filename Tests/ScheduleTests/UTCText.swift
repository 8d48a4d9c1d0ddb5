import Foundation
import Testing

/// `2024-02-29 12:30` or with seconds, in UTC.
func utc(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Date {
    let full = text.count == 16 ? text + ":00" : text
    let date = try? Date(full.replacing(" ", with: "T") + "Z", strategy: .iso8601)
    return try #require(date, "'\(text)' is no time", sourceLocation: sourceLocation)
}

/// The same way back; seconds only where there are any.
func utc(_ date: Date?) -> String {
    guard let date else { return "never" }
    let text = date.formatted(.iso8601).replacing("T", with: " ").replacing("Z", with: "")
    return text.hasSuffix(":00") ? String(text.dropLast(3)) : text
}
