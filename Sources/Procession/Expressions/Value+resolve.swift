extension Value {
    /// The value with every text in it resolved as a template; keys of maps stay as they are.
    public func resolved(in scope: some ExpressionScope) throws(ExpressionError) -> Value {
        switch self {
        case .string(let text):
            return Template.isTemplate(text) ? try Template(parsing: text).resolve(in: scope) : self
        case .list(let elements):
            var resolved: [Value] = []
            resolved.reserveCapacity(elements.count)
            for element in elements { resolved.append(try element.resolved(in: scope)) }
            return .list(resolved)
        case .map(var members):
            for (key, member) in members { members[key] = try member.resolved(in: scope) }
            return .map(members)
        case .null, .boolean, .integer, .number: return self
        }
    }

    /// Whether the value counts as true: false, null, 0, "" and empty lists and maps don't.
    public var isTruthy: Bool {
        switch self {
        case .null: false
        case .boolean(let flag): flag
        case .integer(let number): number != 0
        case .number(let number): number != 0
        case .string(let text): !text.isEmpty
        case .list(let elements): !elements.isEmpty
        case .map(let members): !members.isEmpty
        }
    }
}

extension Value {
    /// Whether a text within waits to be resolved.
    package var holdsTemplate: Bool {
        switch self {
        case .string(let text): Template.isTemplate(text)
        case .list(let elements): elements.contains(where: \.holdsTemplate)
        case .map(let members): members.values.contains(where: \.holdsTemplate)
        case .null, .boolean, .integer, .number: false
        }
    }
}
