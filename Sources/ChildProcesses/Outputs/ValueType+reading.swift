import Foundation
import Procession

extension ValueType {
    /// An output as a value of this type; nil (`.none`, since `nil` can be the value null) if it is none.
    ///
    /// Texts are read the way JSON writes the type; blanks around them don't count, except in a `string` or `path`.
    func reading(_ value: Value) -> Value? {
        guard case .string(let text) = value else { return checking(value) }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        switch self {
        case .string: return value
        case .path: return text.isEmpty ? .none : value
        case .integer: return Int(trimmed).map(Value.integer)
        case .number: return Double(trimmed).flatMap { $0.isFinite ? .number($0) : .none }
        case .boolean: return ["true": .boolean(true), "false": .boolean(false)][trimmed]
        case .url: return URL(string: trimmed)?.scheme == nil ? .none : .string(trimmed)
        case .duration: return DurationText.parse(trimmed) == nil ? .none : .string(trimmed)
        case .date: return Self.isDate(trimmed) ? .string(trimmed) : .none
        case .list, .map: return (try? Value(json: trimmed)).flatMap(checking)
        }
    }

    /// A value that JSON has typed already.
    private func checking(_ value: Value) -> Value? {
        switch (self, value) {
        case (.integer, .integer), (.number, .number), (.boolean, .boolean), (.list, .list), (.map, .map): value
        case (.number, .integer(let number)): .number(Double(number))
        case (.integer, .number(let number)): Int(exactly: number).map(Value.integer)
        case (.string, .integer), (.string, .number), (.string, .boolean): .string(value.text)
        default: .none
        }
    }

    /// `2026-01-31`, or that with a time and an offset (RFC 3339).
    private static func isDate(_ text: String) -> Bool {
        if let date = try? Date(text, strategy: .iso8601.year().month().day()), text.count == 10 {
            return date.formatted(.iso8601.year().month().day()) == text
        }
        return (try? Date(text, strategy: .iso8601)) != nil
            || (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))) != nil
    }
}
