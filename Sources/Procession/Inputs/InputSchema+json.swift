extension InputSchema {
    /// The schema as JSON Schema 2020-12 of an object.
    ///
    /// Typed values that fit it are accepted as input, and no others; only the bounds of a duration, which JSON Schema
    /// can't express, stand in the description alone. Texts are accepted beyond it wherever
    /// the declared type can be read from one. Further properties are allowed, because they are kept as configuration.
    public var jsonSchema: Value {
        var schema: [String: Value] = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "properties": .map(Dictionary(inputs.map { ($0.name, $0.jsonSchema) }) { first, _ in first })
        ]
        let required = inputs.filter(\.mustBeGiven).map { Value.string($0.name) }
        if !required.isEmpty { schema["required"] = .list(required) }
        return .map(schema)
    }
}

extension InputSpec {
    fileprivate var mustBeGiven: Bool { isRequired && defaultValue == nil }

    fileprivate var jsonSchema: Value {
        var schema = type.jsonSchema
        schema["description"] = fullDescription.map(Value.string)
        schema["default"] = defaultValue.map(typed)
        schema["enum"] = allowed.map { .list($0.map(typed)) }
        if type != .duration {
            schema["minimum"] = minimum.map(Self.bound)
            schema["maximum"] = maximum.map(Self.bound)
        }
        if let pattern {
            let whole: Value = .string("^(?:\(pattern))$")
            // The type may have a pattern of its own.
            if schema["pattern"] == nil { schema["pattern"] = whole } else { schema["allOf"] = [["pattern": whole]] }
        }
        schema[type == .list ? "minItems" : "minLength"] = minimumLength.map(Value.integer)
        schema[type == .list ? "maxItems" : "maxLength"] = maximumLength.map(Value.integer)
        if let items { schema["items"] = .map(items.jsonSchema) }
        if isSecret {
            schema["writeOnly"] = true
            schema["$comment"] = "the name of a secret, not its value"
        }
        if !mustBeGiven { Self.allowNull(in: &schema) }
        return .map(schema)
    }

    /// Null stands for a value that is not given.
    private static func allowNull(in schema: inout [String: Value]) {
        schema["type"] = schema["type"].map { [$0, "null"] }
        if case .list(let allowed)? = schema["enum"] { schema["enum"] = .list(allowed + [nil]) }
    }

    private func typed(_ value: Value) -> Value { (try? read(value).get()) ?? value }

    private var fullDescription: String? {
        let texts = [description, durationBounds].compactMap(\.self)
        return texts.isEmpty ? nil : texts.joined(separator: " ")
    }

    private var durationBounds: String? {
        guard type == .duration else { return nil }
        let bounds = [
            minimum.map { "at least \(DurationText.format(seconds: $0))" },
            maximum.map { "at most \(DurationText.format(seconds: $0))" }
        ].compactMap(\.self)
        return bounds.isEmpty ? nil : "(\(bounds.joined(separator: ", ")))"
    }

    private static func bound(_ limit: Double) -> Value { Int(exactly: limit).map(Value.integer) ?? .number(limit) }
}

extension ValueType {
    /// Values of the type in JSON Schema.
    package var jsonSchema: [String: Value] {
        switch self {
        case .string: ["type": "string"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .path: ["type": "string"]
        case .url: ["type": "string", "format": "uri", "pattern": .string(Self.urlPattern)]
        case .duration: ["type": "string", "pattern": .string(DurationText.pattern)]
        case .date: ["type": "string", "pattern": .string(DateText.pattern)]
        case .list: ["type": "array"]
        case .map: ["type": "object"]
        }
    }

    /// What `isURL` accepts, in the syntax of ECMA 262.
    private static let urlPattern = "^\(urlExpression)$"

    /// The same without anchors.
    static let urlExpression =
        #"(?:(?:[Hh][Tt][Tt][Pp][Ss]?|[Ff][Tt][Pp]|[Ww][Ss][Ss]?)://[^/?#:\s\u0000-\u0020\u007f]"#
        + #"|(?!(?:[Hh][Tt][Tt][Pp][Ss]?|[Ff][Tt][Pp]|[Ww][Ss][Ss]?):)[A-Za-z][A-Za-z0-9+.\-]*:[^\s\u0000-\u0020\u007f])"#
        + #"[^\s\u0000-\u0020\u007f]*"#
}
