extension ConfigurationSchema {
    /// Why a value is no notation of a schema, and where.
    package struct InvalidNotation: Error, Equatable {
        package var message: String
        package var path: [PathStep]
    }

    /// The schema as a value from which ``init(notation:)`` makes an equal one: what a plugin sends of it.
    ///
    /// A map with `kind` and what belongs to that kind; JSON Schema says less, because it knows no templates.
    package var notation: Value {
        switch self {
        case .any: ["kind": "any"]
        case .boolean: ["kind": "boolean"]
        case .duration: ["kind": "duration"]
        case .integer(let minimum, let maximum):
            Self.map(
                "integer", ["minimum": minimum.map { .integer($0) }, "maximum": maximum.map { .integer($0) }])
        case .number(let minimum, let maximum):
            Self.map("number", ["minimum": minimum.map { .number($0) }, "maximum": maximum.map { .number($0) }])
        case .string(let templating, let pattern):
            Self.map(
                "string",
                [
                    "templating": .string(templating.word), "pattern": pattern.map { .string($0.expression) },
                    "meaning": pattern.map { .string($0.meaning) }
                ])
        case .enumeration(let words): ["kind": "enumeration", "words": .list(words.map(Value.string))]
        case .list(let element, let minimumCount, let first):
            Self.map(
                "list",
                ["of": element.notation, "minimum_count": .integer(minimumCount), "first": first?.notation])
        case .map(let element, let keys):
            Self.map(
                "map",
                [
                    "of": element.notation, "pattern": keys.map { .string($0.expression) },
                    "meaning": keys.map { .string($0.meaning) }
                ])
        case .oneOf(let alternatives): ["kind": "one_of", "alternatives": .list(alternatives.map(\.notation))]
        case .object(let object):
            Self.map(
                "object",
                [
                    "properties": .list(object.properties.map(\.notation)),
                    "rules": object.rules.isEmpty ? nil : .list(object.rules.map(\.notation))
                ])
        }
    }

    /// The schema that a notation stands for.
    package init(notation: Value) throws(InvalidNotation) {
        self = try SchemaNotation(value: notation, path: []).schema()
    }

    private static func map(_ kind: String, _ members: [String: Value?]) -> Value {
        var present = members.compactMapValues(\.self)
        present["kind"] = .string(kind)
        return .map(present)
    }
}

extension ConfigurationSchema.Property {
    fileprivate var notation: Value {
        var members: [String: Value] = [
            "name": .string(name), "schema": schema.notation, "required": .boolean(isRequired),
            "description": .string(description)
        ]
        members["default"] = defaultValue
        return .map(members)
    }
}

extension ConfigurationSchema.KeyRule {
    fileprivate var notation: Value {
        switch self {
        case .exactlyOne(let keys): ["kind": "exactly_one", "keys": .list(keys.map(Value.string))]
        case .atMostOne(let keys): ["kind": "at_most_one", "keys": .list(keys.map(Value.string))]
        case .needs(let key, let other): ["kind": "needs", "key": .string(key), "other": .string(other)]
        case .required(let key, let other, let value):
            ["kind": "required", "key": .string(key), "other": .string(other), "value": value]
        }
    }
}

/// A part of a notation, and where it stands.
private struct SchemaNotation {
    let value: Value
    let path: [ConfigurationSchema.PathStep]

    private static let deepest = 64

    func schema() throws(ConfigurationSchema.InvalidNotation) -> ConfigurationSchema {
        guard path.count <= Self.deepest else { throw invalid("the schema is nested too deeply") }
        guard let kind = value["kind"]?.string else { throw invalid("a schema is a map with a 'kind'") }
        switch kind {
        case "any": return .any
        case "boolean": return .boolean
        case "duration": return .duration
        case "integer": return .integer(minimum: value["minimum"]?.integer, maximum: value["maximum"]?.integer)
        case "number": return .number(minimum: value["minimum"]?.double, maximum: value["maximum"]?.double)
        case "string": return .string(templating: try templating(), pattern: pattern)
        case "enumeration": return .enumeration(try members("words").map(\.value.text))
        case "list":
            return .list(
                of: try member("of").schema(), minimumCount: max(value["minimum_count"]?.integer ?? 0, 0),
                first: value["first"] == nil ? nil : try member("first").schema())
        case "map": return .map(of: try member("of").schema(), keys: pattern)
        case "one_of":
            var alternatives: [ConfigurationSchema] = []
            for member in try members("alternatives") { alternatives.append(try member.schema()) }
            return .oneOf(alternatives)
        case "object":
            var properties: [ConfigurationSchema.Property] = []
            for member in try members("properties") { properties.append(try member.property()) }
            var rules: [ConfigurationSchema.KeyRule] = []
            for member in value["rules"] == nil ? [] : try members("rules") { rules.append(try member.rule()) }
            return .object(ConfigurationSchema.Object(properties, rules: rules))
        default: throw invalid("'\(kind)' is no kind of schema")
        }
    }

    private func property() throws(ConfigurationSchema.InvalidNotation) -> ConfigurationSchema.Property {
        guard let name = value["name"]?.string else { throw invalid("a property needs a 'name'") }
        return ConfigurationSchema.Property(
            name, try member("schema").schema(), isRequired: value["required"]?.boolean ?? false,
            defaultValue: value["default"], value["description"]?.string ?? "")
    }

    private func rule() throws(ConfigurationSchema.InvalidNotation) -> ConfigurationSchema.KeyRule {
        func text(_ key: String) throws(ConfigurationSchema.InvalidNotation) -> String {
            guard let text = value[key]?.string else { throw invalid("'\(key)' is missing") }
            return text
        }
        switch value["kind"]?.string {
        case "exactly_one": return .exactlyOne(of: try members("keys").map(\.value.text))
        case "at_most_one": return .atMostOne(of: try members("keys").map(\.value.text))
        case "needs": return .needs(try text("key"), beside: try text("other"))
        case "required":
            guard let wanted = value["value"] else { throw invalid("'value' is missing") }
            return .required(try text("key"), where: try text("other"), is: wanted)
        case let kind: throw invalid("'\(kind ?? "")' is no kind of rule")
        }
    }

    private func templating() throws(ConfigurationSchema.InvalidNotation) -> ConfigurationSchema.Templating {
        guard let word = value["templating"] else { return .text }
        guard let templating = ConfigurationSchema.Templating(word: word.text) else {
            throw invalid("'\(word.text)' is no kind of templating")
        }
        return templating
    }

    private var pattern: ConfigurationSchema.Pattern? {
        value["pattern"]?.string.map { expression in
            ConfigurationSchema.Pattern(
                expression, meaning: value["meaning"]?.string ?? "a text of the form \(expression)")
        }
    }

    private func member(_ key: String) throws(ConfigurationSchema.InvalidNotation) -> SchemaNotation {
        guard let member = value[key] else { throw invalid("'\(key)' is missing") }
        return SchemaNotation(value: member, path: path + [.key(key)])
    }

    private func members(_ key: String) throws(ConfigurationSchema.InvalidNotation) -> [SchemaNotation] {
        guard let list = value[key]?.list else { throw invalid("'\(key)' must be a list") }
        return list.enumerated().map { index, member in
            SchemaNotation(value: member, path: path + [.key(key), .index(index)])
        }
    }

    private func invalid(_ message: String) -> ConfigurationSchema.InvalidNotation {
        ConfigurationSchema.InvalidNotation(message: message, path: path)
    }
}

extension ConfigurationSchema.Templating {
    fileprivate var word: String {
        switch self {
        case .text: "text"
        case .argument: "argument"
        case .url: "url"
        case .none: "none"
        }
    }

    fileprivate init?(word: String) {
        let all: [ConfigurationSchema.Templating] = [.text, .argument, .url, .none]
        guard let found = all.first(where: { $0.word == word }) else { return nil }
        self = found
    }
}
