import Procession

extension ConfigurationSchema {
    /// A node as a value of this schema: where the schema wants a text, an unquoted scalar is the text as written.
    func value(of node: YAMLNode) -> Value {
        switch node.content {
        case .refused: return .null
        case .scalar(let scalar):
            if !scalar.isResolvable { return node.value }
            return isTextual(node.value) ? .string(scalar.text) : node.value
        case .sequence(let elements):
            let element = first { if case .list = $0 { true } else { false } }?.element ?? .any
            return .list(elements.map(element.value))
        case .mapping(let members):
            let schema = first {
                switch $0 {
                case .map, .object: true
                default: false
                }
            }
            let pairs = members.map { member in
                (member.name, (schema?.member(member.name) ?? .any).value(of: member.value))
            }
            return .map(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        }
    }

    private var alternatives: [ConfigurationSchema] {
        if case .oneOf(let alternatives) = self { alternatives.flatMap(\.alternatives) } else { [self] }
    }

    private func first(where fits: (ConfigurationSchema) -> Bool) -> ConfigurationSchema? {
        alternatives.first(where: fits)
    }

    /// Whether the schema wants a text where a scalar with this value stands.
    private func isTextual(_ value: Value) -> Bool {
        guard !value.isNull else { return false }
        let alternatives = alternatives
        let wantsValue = alternatives.contains { alternative in
            switch (alternative, value) {
            case (.any, _), (.boolean, .boolean), (.integer, .integer), (.integer, .number), (.number, .integer),
                (.number, .number):
                true
            default: false
            }
        }
        guard !wantsValue else { return false }
        return alternatives.contains { alternative in
            switch alternative {
            case .string, .enumeration, .duration: true
            default: false
            }
        }
    }

    /// The properties that a path leads through, from the outside in.
    func properties(on path: [PathStep]) -> [Property] {
        guard let step = path.first else { return [] }
        let rest = Array(path.dropFirst())
        for schema in alternatives {
            switch (schema, step) {
            case (.object(let object), .key(let name)):
                if let property = object[name] { return [property] + property.schema.properties(on: rest) }
            case (.map(let value, _), .key): return value.properties(on: rest)
            case (.list(let element, _, _), .index): return element.properties(on: rest)
            default: continue
            }
        }
        return []
    }

    private var element: ConfigurationSchema { if case .list(let element, _, _) = self { element } else { .any } }

    private func member(_ name: String) -> ConfigurationSchema {
        switch self {
        case .map(let value, _): value
        case .object(let object): object[name]?.schema ?? .any
        default: .any
        }
    }
}
