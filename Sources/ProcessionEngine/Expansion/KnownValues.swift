import Procession

/// What is known of a process before any of its tasks has run: fills in texts for people to read.
struct KnownValues: ExpressionScope {
    let type: ProcessTypeName
    let schema: InputSchema
    /// Typed inputs, keys beyond the declared ones included.
    let inputs: [String: Value]
    let process: ProcessID
    /// The item of a row that is made for one.
    var item: Value?

    /// The configuration with every text resolved whose references are all known; others stay as they are written.
    func fillIn(_ configuration: Value, schema: ConfigurationSchema) -> Value {
        var filled = configuration
        for text in schema.texts(in: configuration) where text.templating != .none {
            guard let template = try? Template(parsing: text.text), template.references.allSatisfy(isKnown),
                let value = try? template.resolve(in: self)
            else { continue }
            filled = filled.replacing(text.path[...], by: .string(value.text))
        }
        return filled
    }

    func isKnown(_ reference: Reference) -> Bool {
        switch reference {
        // The name of a secret is no secret, but it isn't what the task will see either.
        case .input(let name): schema[name]?.isSecret != true
        case .process: true
        case .item: item != nil
        default: false
        }
    }

    func value(of reference: Reference) throws(ExpressionError) -> Value {
        switch reference {
        case .input(let name): return inputs[name] ?? .null
        case .process("id"): return .string(process.rawValue)
        case .process("type"): return .string(type.rawValue)
        case .item: return item ?? .null
        default: throw ExpressionError("the value is not known before the process runs")
        }
    }
}

extension RegisteredExecutor {
    /// What a person would read of a task, at most 4,000 characters of it.
    func command(for configuration: Value, knowing values: KnownValues) -> String {
        let summary = summary(of: values.fillIn(configuration, schema: descriptor.configuration))
        return summary.utf8.count <= 4000 ? summary : String(summary.prefix(1000)) + "…"
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
