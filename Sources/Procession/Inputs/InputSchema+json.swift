extension InputSchema {
    /// The schema as JSON Schema 2020-12 of an object.
    ///
    /// Further properties are allowed, because they are kept as configuration.
    public var jsonSchema: Value {
        var schema: [String: Value] = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "properties": .map(Dictionary(inputs.map { ($0.name, $0.jsonSchema) }) { first, _ in first })
        ]
        let required = inputs.filter { $0.isRequired && $0.defaultValue == nil }.map { Value.string($0.name) }
        if !required.isEmpty { schema["required"] = .list(required) }
        return .map(schema)
    }
}

extension InputSpec {
    fileprivate var jsonSchema: Value {
        var schema = type.jsonSchema
        schema["description"] = description.map(Value.string)
        schema["default"] = defaultValue
        schema["enum"] = allowed.map(Value.list)
        if type != .duration {
            schema["minimum"] = minimum.map(Self.bound)
            schema["maximum"] = maximum.map(Self.bound)
        }
        if let pattern { schema["pattern"] = .string("^(?:\(pattern))$") }
        schema[type == .list ? "minItems" : "minLength"] = minimumLength.map(Value.integer)
        schema[type == .list ? "maxItems" : "maxLength"] = maximumLength.map(Value.integer)
        if let items { schema["items"] = .map(items.jsonSchema) }
        if isSecret {
            schema["writeOnly"] = true
            schema["$comment"] = "the name of a secret, not its value"
        }
        return .map(schema)
    }

    private static func bound(_ limit: Double) -> Value { Int(exactly: limit).map(Value.integer) ?? .number(limit) }
}

extension ValueType {
    fileprivate var jsonSchema: [String: Value] {
        switch self {
        case .string: ["type": "string"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .path: ["type": "string"]
        case .url: ["type": "string", "format": "uri"]
        case .duration: ["type": "string", "pattern": .string(DurationText.pattern)]
        case .date: ["type": "string", "pattern": #"^\d{4}-\d{2}-\d{2}"#]
        case .list: ["type": "array"]
        case .map: ["type": "object"]
        }
    }
}
