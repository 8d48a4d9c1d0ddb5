import Procession

/// What is known of a process before any of its tasks has run: fills in texts for people to read.
struct KnownValues: ExpressionScope {
    let definition: ProcessDefinition
    let schema: InputSchema
    let input: ProcessInput
    let process: ProcessID

    /// The configuration with every text resolved whose references are all known; others stay as they are written.
    func fillIn(_ configuration: Value, of task: TaskDefinition, schema: ConfigurationSchema) -> Value {
        var filled = configuration
        for text in schema.texts(in: configuration) where text.templating != .none {
            guard let template = try? Template(parsing: text.text), template.references.allSatisfy(isKnown),
                let value = try? template.resolve(in: self)
            else { continue }
            filled = filled.replacing(text.path[...], by: .string(value.text))
        }
        return filled
    }

    private func isKnown(_ reference: Reference) -> Bool {
        switch reference {
        // The name of a secret is no secret, but it isn't what the task will see either.
        case .input(let name): schema[name]?.isSecret != true
        case .process: true
        default: false
        }
    }

    func value(of reference: Reference) throws(ExpressionError) -> Value {
        switch reference {
        case .input(let name): return input.values[name] ?? input.extra[name] ?? .null
        case .process("id"): return .string(process.rawValue)
        case .process("type"): return .string(definition.type.rawValue)
        default: throw ExpressionError("the value is not known before the process runs")
        }
    }
}

extension Value {
    /// The value with another one at `path`; unchanged where the path leads nowhere.
    fileprivate func replacing(_ path: ArraySlice<ConfigurationSchema.PathStep>, by new: Value) -> Value {
        guard let step = path.first else { return new }
        switch (step, self) {
        case (.key(let key), .map(var members)):
            guard let member = members[key] else { return self }
            members[key] = member.replacing(path.dropFirst(), by: new)
            return .map(members)
        case (.index(let index), .list(var elements)) where elements.indices.contains(index):
            elements[index] = elements[index].replacing(path.dropFirst(), by: new)
            return .list(elements)
        default: return self
        }
    }
}
