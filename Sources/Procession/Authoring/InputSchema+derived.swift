extension InputSchema {
    /// The inputs that a type reads, and what is wrong with the notes on them.
    static func derived(from type: any Decodable.Type, notes: [KeyNote]) -> (schema: InputSchema, problems: [String]) {
        let found = SchemaProbe.find(type, notes: notes.map(\.withoutInputRules))
        guard case .object(let object) = found.schema else {
            return (InputSchema(), found.problems + ["\(type) has no keys, and can't be the input of a process"])
        }
        let specs = object.properties.map { property in
            InputSpec(property, note: notes.first { $0.name == property.name })
        }
        return (InputSchema(specs), found.problems)
    }
}

extension KeyNote {
    /// The note without what only ``InputSpec`` knows.
    fileprivate var withoutInputRules: KeyNote {
        var note = self
        (note.minimum, note.maximum, note.pattern) = (nil, nil, nil)
        return note
    }
}

extension InputSpec {
    fileprivate init(_ property: ConfigurationSchema.Property, note: KeyNote?) {
        self.init(
            name: property.name, type: note?.type ?? property.schema.valueType, isRequired: property.isRequired,
            defaultValue: property.defaultValue,
            description: property.description.isEmpty ? nil : property.description, minimum: note?.minimum,
            maximum: note?.maximum, pattern: note?.pattern?.expression, isSecret: note?.isSecret ?? false,
            mustExist: note?.mustExist ?? false)
        switch property.schema {
        case .enumeration(let words): allowed = words.map(Value.string)
        case .list(let element, _, _): items = element == .any ? nil : element.valueType
        default: break
        }
    }
}

extension ConfigurationSchema {
    /// The type of an input with this schema.
    fileprivate var valueType: ValueType {
        switch self {
        case .boolean: .boolean
        case .integer: .integer
        case .number: .number
        case .duration: .duration
        case .list: .list
        case .map, .object: .map
        case .string(_, let pattern): pattern == .url ? .url : pattern == .date ? .date : .string
        case .any, .enumeration, .oneOf: .string
        }
    }
}
