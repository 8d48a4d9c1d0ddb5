// How schemas, paths and values are called in messages.

extension ConfigurationSchema {
    static let durationHint = "write durations such as 250ms, 10s, 5m or 1h30m"

    /// What a value must be, as the object of "must be".
    package var expectation: String {
        switch self {
        case .any: "a value"
        case .boolean: "true or false"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .enumeration(let names): names.count == 1 ? names[0].quoted : "one of \(names.joined(separator: ", "))"
        case .duration: "a duration"
        case .list: "a list"
        case .map, .object: "a map"
        case .oneOf(let alternatives):
            // Two alternatives may be called the same, such as two maps.
            alternatives.map(\.expectation).reduce(into: [String]()) { words, word in
                if !words.contains(word) { words.append(word) }
            }.joined(separator: " or ")
        }
    }

    /// What to write instead of a value of the wrong type, where that isn't plain.
    var typeHint: String? { if case .duration = self { Self.durationHint } else { nil } }
}

extension ConfigurationSchema.Property {
    /// The key with what it is for; nil where that isn't said.
    package var hint: String? { description.isEmpty ? nil : "\(name): \(description)" }
}

extension [ConfigurationSchema.PathStep] {
    /// What the path leads to, for messages.
    var subject: String {
        switch last {
        case .key(let key): key.quoted
        case .index(let index): "element \(index + 1) of \(dropLast().subject)"
        case nil: "the configuration"
        }
    }
}

extension ArraySlice<ConfigurationSchema.PathStep> {
    fileprivate var subject: String { Array(self).subject }
}

extension String {
    /// The text in single quotes, cut where it is too long for a message.
    package var quoted: String {
        let shown = prefix(60)
        return "'\(shown)\(shown.endIndex == endIndex ? "" : "...")'"
    }
}

extension Value {
    /// The value as a floating-point number, if it is a number at all.
    var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    /// The text of a boolean or a number; nil for anything else.
    var scalarText: String? {
        switch self {
        case .boolean, .integer, .number: text
        default: nil
        }
    }
}
