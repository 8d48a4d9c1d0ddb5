extension ConfigurationSchema {
    /// What the keys of a map say of each other.
    public enum KeyRule: Sendable, Equatable {
        /// One of the keys is there, and none of the others.
        case exactlyOne(of: [String])
        /// No two of the keys are there.
        case atMostOne(of: [String])
        /// The first key stands only beside the second.
        case needs(String, beside: String)
        /// The key is required where another one has a value.
        case required(String, where: String, is: Value)
    }
}

extension ConfigurationSchema.KeyRule {
    /// The rule as a sentence in Markdown.
    package var sentence: String {
        switch self {
        case .exactlyOne(let keys): "One of \(Self.list(keys, "and")) is there, and no other of them."
        case .atMostOne(let keys): "At most one of \(Self.list(keys, "and")) is there."
        case .needs(let key, let other): "`\(key)` needs `\(other)` beside it."
        case .required(let key, let other, let value): "`\(key)` is required where `\(other)` is `\(value.text)`."
        }
    }

    /// The keys that it is about.
    var keys: [String] {
        switch self {
        case .exactlyOne(let keys), .atMostOne(let keys): keys
        case .needs(let key, let other), .required(let key, let other, _): [key, other]
        }
    }

    /// The rule in JSON Schema.
    var jsonSchema: Value {
        func required(_ keys: String...) -> Value { ["required": .list(keys.map(Value.string))] }
        switch self {
        case .exactlyOne(let keys): return ["oneOf": .list(keys.map { required($0) })]
        case .atMostOne(let keys):
            let pairs = keys.indices.flatMap { first in keys[(first + 1)...].map { required(keys[first], $0) } }
            return ["not": ["anyOf": .list(pairs)]]
        case .needs(let key, let other): return ["dependentRequired": .map([key: [.string(other)]])]
        case .required(let key, let other, let value):
            return [
                "if": ["required": [.string(other)], "properties": .map([other: ["const": value]])],
                "then": required(key)
            ]
        }
    }

    /// How the members of a map break the rule.
    func violations(
        in members: [String: Value], of object: ConfigurationSchema.Object, at path: [ConfigurationSchema.PathStep]
    ) -> [ConfigurationSchema.Violation] {
        func isThere(_ key: String) -> Bool { members[key] != nil }
        func missing(_ message: String, _ key: String) -> ConfigurationSchema.Violation {
            .init(path: path, code: "missing-key", message: message, hint: object[key]?.hint)
        }
        switch self {
        case .exactlyOne(let keys), .atMostOne(let keys):
            let present = keys.filter(isThere)
            if present.isEmpty, case .exactlyOne = self {
                let names = keys.map(\.quoted).inWords("or")
                return [missing("\(path.subject) needs \(names)", keys.first ?? "")]
            }
            return present.dropFirst().map { key in
                .init(
                    path: path + [.key(key)], code: "conflicting-keys",
                    message: "\(present[0].quoted) and \(key.quoted) exclude each other", hint: "keep one of them",
                    isAboutKey: true)
            }
        case .needs(let key, let other):
            guard isThere(key), !isThere(other) else { return [] }
            return [
                .init(
                    path: path + [.key(key)], code: "missing-key",
                    message: "\(key.quoted) needs \(other.quoted) beside it", hint: object[other]?.hint,
                    isAboutKey: true)
            ]
        case .required(let key, let other, let value):
            guard members[other] == value, !isThere(key) else { return [] }
            return [missing("\(other.quoted) is \(value.text.quoted), which needs \(key.quoted)", key)]
        }
    }

    private static func list(_ keys: [String], _ conjunction: String) -> String {
        keys.map { "`\($0)`" }.inWords(conjunction)
    }
}
