extension ConfigurationSchema {
    /// A text in a configuration that is a template or that an interpreter reads, and where it stands.
    public struct Text: Sendable, Equatable {
        public var path: [PathStep]
        public var text: String
        public var templating: Templating

        public init(path: [PathStep], text: String, templating: Templating) {
            self.path = path
            self.text = text
            self.templating = templating
        }
    }

    /// Every text in `value` that holds `${`, in document order; maps go by their schema, or else by their keys.
    public func texts(in value: Value) -> [Text] {
        var texts: [Text] = []
        collectTexts(in: value, at: [], into: &texts)
        return texts
    }

    private func collectTexts(in value: Value, at path: [PathStep], into texts: inout [Text]) {
        switch value {
        case .string(let text):
            if Template.isTemplate(text) { texts.append(Text(path: path, text: text, templating: templating)) }
        case .list(let elements):
            let schema = elementSchema(of: value)
            for (index, element) in elements.enumerated() {
                schema.collectTexts(in: element, at: path + [.index(index)], into: &texts)
            }
        case .map(let members):
            for (key, schema) in memberSchemas(of: value, members) {
                guard let member = members[key] else { continue }
                schema.collectTexts(in: member, at: path + [.key(key)], into: &texts)
            }
        case .null, .boolean, .integer, .number: break
        }
    }

    /// The configuration with its templates resolved as the schema says.
    ///
    /// A template's value becomes what the schema asks for at its place: text where a string is expected, a number
    /// where the text of one stands for an integer. Values are data: they are not searched for templates again.
    ///
    /// - Throws: the error of an expression, or what is wrong with its value at this place.
    public func resolve(_ value: Value, in scope: some ExpressionScope) throws(ExpressionError) -> Value {
        try resolve(value, at: [], in: scope)
    }

    /// The value as a configuration that resolves to it: `${` in its texts stands for itself, and null members, which
    /// no schema knows, are left out.
    func escaping(_ value: Value) -> Value {
        switch value {
        case .string(let text): return templating == .none ? value : .string(TemplateText.escaped(text))
        case .list(let elements): return .list(elements.map(elementSchema(of: value).escaping))
        case .map(var members):
            for (key, schema) in memberSchemas(of: value, members) {
                guard let member = members[key] else { continue }
                members[key] = member.isNull && schema != .any ? nil : schema.escaping(member)
            }
            return .map(members)
        case .null, .boolean, .integer, .number: return value
        }
    }

    private func resolve(
        _ value: Value, at path: [PathStep], in scope: some ExpressionScope
    ) throws(ExpressionError) -> Value {
        switch value {
        case .string(let text):
            guard Template.isTemplate(text), templating != .none else { return value }
            let template = try Template(parsing: text)
            return templating == .url
                ? .string(try template.resolveURL(in: scope))
                : try conforming(try template.resolve(in: scope), at: path)
        case .list(let elements):
            let schema = elementSchema(of: value)
            var resolved: [Value] = []
            resolved.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                resolved.append(try schema.resolve(element, at: path + [.index(index)], in: scope))
            }
            return .list(resolved)
        case .map(var members):
            for (key, schema) in memberSchemas(of: value, members) {
                guard let member = members[key] else { continue }
                members[key] = try schema.resolve(member, at: path + [.key(key)], in: scope)
            }
            return .map(members)
        case .null, .boolean, .integer, .number: return value
        }
    }

    /// The value of a template as this schema wants it.
    private func conforming(_ value: Value, at path: [PathStep]) throws(ExpressionError) -> Value {
        let converted = converted(value)
        var violations: [Violation] = []
        check(converted, at: path, allowingTemplates: false, into: &violations)
        guard let violation = violations.first else { return converted }
        throw ExpressionError(
            violation.message,
            hint: value.isNull ? "the expression is null; say what holds then: ${... ?? ...}" : violation.hint)
    }

    /// The value as near to this schema as its type and text allow.
    private func converted(_ value: Value) -> Value {
        switch (self, value) {
        case (.string, _): .string(value.text)
        case (.boolean, .string("true")): true
        case (.boolean, .string("false")): false
        case (.integer, .string(let text)): Int(text).map(Value.integer) ?? value
        case (.integer, .number(let number)): Int(exactly: number).map(Value.integer) ?? value
        case (.number, .string(let text)): Double(text).map(Value.number) ?? value
        case (.list(let schema, _, _), .list(let elements)): .list(elements.map(schema.converted))
        case (.map(let schema, _), .map(let members)): .map(members.mapValues(schema.converted))
        case (.object(let object), .map(let members)):
            .map(
                Dictionary(
                    uniqueKeysWithValues: members.map { key, member in
                        (key, object[key]?.schema.converted(member) ?? member)
                    }))
        case (.oneOf(let alternatives), _):
            // Without one of the value's own kind, its text may still do.
            if let schema = alternative(for: value, allowingTemplates: false) {
                schema.converted(value)
            } else {
                alternatives.lazy.map { $0.converted(value) }
                    .first { alternative(for: $0, allowingTemplates: false) != nil } ?? value
            }
        default: value
        }
    }

    private func elementSchema(of value: Value) -> ConfigurationSchema {
        if case .list(let schema, _, _) = alternative(for: value, allowingTemplates: true) { schema } else { .any }
    }

    /// The keys of a map in the order of their schema, each with the rules for its value.
    private func memberSchemas(of value: Value, _ members: [String: Value]) -> [(String, ConfigurationSchema)] {
        switch alternative(for: value, allowingTemplates: true) {
        case .object(let object): object.properties.map { ($0.name, $0.schema) }
        case .map(let schema, _): members.keys.sorted().map { ($0, schema) }
        default: members.keys.sorted().map { ($0, .any) }
        }
    }
}
