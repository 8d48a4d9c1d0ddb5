extension ConfigurationSchema {
    /// The schema as JSON Schema 2020-12.
    ///
    /// Where a scalar may be written as a template, the schema has a branch for texts that hold `${`.
    public var jsonSchema: Value { JSONForm(reading: nil).schema(of: self) }

    /// The same for values that were written in a language in which an unquoted text may stand for another scalar.
    ///
    /// A scalar that stands where only texts are wanted is the text that was written there.
    ///
    /// - Parameter reading: the scalar that an unquoted text stands for.
    package func jsonSchema(reading: @escaping (String) -> Value) -> Value {
        JSONForm(reading: reading).schema(of: self)
    }
}

/// Writes schemas as JSON Schema, for values as such or as they were written.
private struct JSONForm {
    /// The scalar that an unquoted text stands for; nil where every text is one.
    let reading: ((String) -> Value)?
    /// The types of scalars that are no texts where they stand, because something beside the texts wants them.
    private var wanted: Set<String> = []

    private static let templatePattern = #"\$\{"#

    init(reading: ((String) -> Value)?) { self.reading = reading }

    func schema(of schema: ConfigurationSchema) -> Value {
        switch schema {
        case .any: return [:]
        case .boolean: return orTemplate(["type": "boolean"])
        case .integer(let minimum, let maximum):
            // Written numbers may be larger than any integer here.
            let limits: (Int?, Int?) = reading == nil ? (nil, nil) : (.min, .max)
            return orTemplate(
                bounded(
                    "integer", (minimum ?? limits.0).map(Value.integer), (maximum ?? limits.1).map(Value.integer)))
        case .number(let minimum, let maximum):
            return orTemplate(bounded("number", minimum.map(Value.number), maximum.map(Value.number)))
        case .string(let templating, let pattern): return text(templating, pattern)
        case .enumeration(let words): return orTemplate(enumeration(words))
        case .duration: return orTemplate(DurationText.jsonSchema)
        case .list(let element, let minimumCount, let first):
            var members: [String: Value] = ["type": "array", "items": inner.schema(of: element)]
            if minimumCount > 0 { members["minItems"] = .integer(minimumCount) }
            if let first { members["prefixItems"] = [inner.schema(of: first)] }
            return .map(members)
        case .map(let element, let keys):
            var members: [String: Value] = ["type": "object", "additionalProperties": inner.schema(of: element)]
            if let keys { members["propertyNames"] = ["pattern": .string(whole(keys))] }
            return .map(members)
        case .object(let object): return inner.schema(of: object)
        case .oneOf(let alternatives):
            var form = self
            form.wanted.formUnion(schema.scalarTypes)
            return ["anyOf": .list(alternatives.map(form.schema))]
        }
    }

    private var inner: JSONForm { JSONForm(reading: reading) }

    private func schema(of object: ConfigurationSchema.Object) -> Value {
        var members: [String: Value] = [:]
        for property in object.properties {
            var schema = self.schema(of: property.schema).map ?? [:]
            schema["description"] = .string(property.description)
            schema["default"] = property.defaultValue
            members[property.name] = .map(schema)
        }
        var schema: [String: Value] = [
            "type": "object", "properties": .map(members), "additionalProperties": false
        ]
        let required = object.properties.filter(\.isRequired).map { Value.string($0.name) }
        if !required.isEmpty { schema["required"] = .list(required) }
        if !object.rules.isEmpty { schema["allOf"] = .list(object.rules.map(\.jsonSchema)) }
        return .map(schema)
    }

    private func orTemplate(_ schema: Value) -> Value {
        ["anyOf": [schema, ["type": "string", "pattern": .string(Self.templatePattern)]]]
    }

    private func bounded(_ type: String, _ minimum: Value?, _ maximum: Value?) -> Value {
        var members: [String: Value] = ["type": .string(type)]
        members["minimum"] = minimum
        members["maximum"] = maximum
        return .map(members)
    }

    private func text(
        _ templating: ConfigurationSchema.Templating, _ pattern: ConfigurationSchema.Pattern?
    ) -> Value {
        var members: [String: Value] = ["type": types(matching: pattern)]
        if let pattern {
            members["description"] = .string(pattern.meaning)
            members["pattern"] = .string(
                templating == .none ? whole(pattern) : "\(whole(pattern))|\(Self.templatePattern)")
        }
        return .map(members)
    }

    private func whole(_ pattern: ConfigurationSchema.Pattern) -> String { "^(?:\(pattern.expression))$" }

    /// The types of what may stand for a text that matches.
    private func types(matching pattern: ConfigurationSchema.Pattern?) -> Value {
        guard reading != nil else { return "string" }
        var types: [Value] = ["string"]
        if !wanted.contains("number"), pattern?.mayMatchNumbers ?? true { types.append("number") }
        if !wanted.contains("boolean"), pattern?.matchesBooleans ?? true { types.append("boolean") }
        return types.count == 1 ? types[0] : .list(types)
    }

    private func enumeration(_ words: [String]) -> Value {
        let texts = words.map(Value.string)
        guard let reading else { return ["type": "string", "enum": .list(texts)] }
        let unquoted = words.map(reading).filter { value in
            switch value {
            case .integer, .number: !wanted.contains("number")
            case .boolean: !wanted.contains("boolean")
            case .null, .string, .list, .map: false
            }
        }
        return unquoted.isEmpty
            ? ["type": "string", "enum": .list(texts)] : ["enum": .list(texts + unquoted)]
    }
}

extension ConfigurationSchema {
    /// The types of scalars, beside texts, that may stand here as what they are.
    fileprivate var scalarTypes: Set<String> {
        switch self {
        case .any: ["number", "boolean"]
        case .boolean: ["boolean"]
        case .integer, .number: ["number"]
        case .oneOf(let alternatives): alternatives.reduce(into: []) { $0.formUnion($1.scalarTypes) }
        case .string, .enumeration, .duration, .list, .map, .object: []
        }
    }
}

extension ConfigurationSchema.Pattern {
    /// Whether the text of a number may match; sure only where it says no.
    fileprivate var mayMatchNumbers: Bool {
        // Dates begin like numbers, but none is one.
        guard !expression.contains(DateText.expression) else { return false }
        return "0123456789+-.".contains { TextPattern.mayMatch(expression, textBeginningWith: $0) }
    }

    fileprivate var matchesBooleans: Bool {
        ["true", "false", "True", "False", "TRUE", "FALSE"].contains(where: matches)
    }
}
