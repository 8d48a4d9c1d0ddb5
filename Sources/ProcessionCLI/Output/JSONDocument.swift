import Procession

import struct Foundation.Date

/// A result as JSON: one object whose form only grows within one `format_version`.
enum JSONDocument {
    /// Raised when a member is removed or changes its meaning.
    static let formatVersion = 1

    static func text(_ members: [String: Value]) -> String {
        Value.map(members.merging(["format_version": .integer(formatVersion)]) { $1 }).json + "\n"
    }
}

extension Value {
    /// The members that have a value, null for those that have none.
    init(members: KeyValuePairs<String, Value?>) {
        self = .map(Dictionary(members.map { ($0, $1 ?? .null) }, uniquingKeysWith: { $1 }))
    }

    init(_ text: String?) { self = text.map(Value.string) ?? .null }
    init(_ number: Int?) { self = number.map(Value.integer) ?? .null }
    init(_ date: Date?) { self = date.map { .string(TimeText.iso($0)) } ?? .null }

    /// The value that a column of JSON text holds; the text itself where it can't be read.
    init(stored text: String?) {
        guard let text else {
            self = .null
            return
        }
        do {
            self = try Value(json: text)
        } catch {
            self = .string(text)
        }
    }
}
