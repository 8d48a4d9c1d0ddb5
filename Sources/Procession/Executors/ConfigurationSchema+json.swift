extension ConfigurationSchema {
    /// The schema as JSON Schema 2020-12.
    ///
    /// Where a scalar may be written as a template, the schema has a branch for texts that hold `${`.
    public var jsonSchema: Value {
        switch self {
        case .any: [:]
        case .boolean: orTemplate(["type": "boolean"])
        case .integer(let minimum, let maximum):
            orTemplate(
                Self.bounded("integer", minimum.map(Value.integer), maximum.map(Value.integer)))
        case .number(let minimum, let maximum):
            orTemplate(Self.bounded("number", minimum.map(Value.number), maximum.map(Value.number)))
        case .string(let templating, let pattern): Self.text(templating, pattern)
        case .enumeration(let names): orTemplate(["type": "string", "enum": .list(names.map(Value.string))])
        case .duration: orTemplate(["type": "string", "pattern": .string(DurationText.pattern)])
        case .list(let schema, let minimumCount):
            if minimumCount > 0 {
                ["type": "array", "items": schema.jsonSchema, "minItems": .integer(minimumCount)]
            } else {
                ["type": "array", "items": schema.jsonSchema]
            }
        case .map(let schema): ["type": "object", "additionalProperties": schema.jsonSchema]
        case .object(let object): object.jsonSchema
        case .oneOf(let alternatives): ["anyOf": .list(alternatives.map(\.jsonSchema))]
        }
    }

    private static let templatePattern = #"\$\{"#

    private func orTemplate(_ schema: Value) -> Value {
        ["anyOf": [schema, ["type": "string", "pattern": .string(Self.templatePattern)]]]
    }

    private static func bounded(_ type: String, _ minimum: Value?, _ maximum: Value?) -> Value {
        var members: [String: Value] = ["type": .string(type)]
        members["minimum"] = minimum
        members["maximum"] = maximum
        return .map(members)
    }

    private static func text(_ templating: Templating, _ pattern: Pattern?) -> Value {
        guard let pattern else { return ["type": "string"] }
        let whole = "^(?:\(pattern.expression))$"
        return [
            "type": "string", "description": .string(pattern.meaning),
            "pattern": .string(templating == .none ? whole : "\(whole)|\(templatePattern)")
        ]
    }
}

extension ConfigurationSchema.Object {
    fileprivate var jsonSchema: Value {
        var members: [String: Value] = [:]
        for property in properties {
            var schema = property.schema.jsonSchema.map ?? [:]
            schema["description"] = .string(property.description)
            schema["default"] = property.defaultValue
            members[property.name] = .map(schema)
        }
        var schema: [String: Value] = [
            "type": "object", "properties": .map(members), "additionalProperties": false
        ]
        let required = properties.filter(\.isRequired).map { Value.string($0.name) }
        if !required.isEmpty { schema["required"] = .list(required) }
        return .map(schema)
    }
}
