import Procession

/// The rules for each input can be kept, its default keeps them, and no two contradict each other.
enum SoundInputs: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        let inputs = file.inputs ?? []
        for input in inputs { checkBounds(of: input, reading) }
        for problem in InputSchema(inputs.map(\.spec)).problems() {
            guard let input = inputs.first(where: { $0.name?.value == problem.input }) else { continue }
            let member = problem.key.flatMap { input.node.member($0) }
            let range = problem.code == "misplaced-key" ? member?.key.range : member?.value.headline
            reading.report(
                problem.code, problem.message, at: range ?? input.name?.range, hint: problem.hint ?? remedy(problem.key)
            )
        }
    }
}

extension SoundInputs {
    private static func checkBounds(of input: InputDraft, _ reading: Reading) {
        guard let type = input.type, [.integer, .number].contains(type) else { return }
        for (key, bound) in [("minimum", input.minimum), ("maximum", input.maximum)] {
            guard let bound, !bound.value.isNumber else { continue }
            reading.report(
                "wrong-type", "'\(key)' of an input of type '\(type.rawValue)' must be a number, not a duration",
                at: bound.range, hint: "durations bound an input of type 'duration'")
        }
    }

    private static func remedy(_ key: String?) -> String {
        switch key {
        case "default": "change the default, or the rule that it breaks"
        case "pattern": "close what is open; a character that is meant as such has a '\\' before it"
        case let key?: InputDraft.keys[key].map { "such as '\($0.documentation.example)'" } ?? "leave '\(key)' out"
        case nil: "leave one of them out"
        }
    }
}

extension InputDraft {
    var spec: InputSpec {
        let type = type ?? .string
        return InputSpec(
            name: name?.value ?? "", type: type, isRequired: isRequired ?? false,
            defaultValue: defaultValue.flatMap { node in
                let value = type.value(of: node, items: items)
                return value.isNull ? .none : .some(value)
            },
            description: description, allowed: allowed?.map { type.value(of: $0, items: items) },
            minimum: minimum.flatMap(Self.bound), maximum: maximum.flatMap(Self.bound), pattern: pattern,
            minimumLength: minimumLength, maximumLength: maximumLength, items: items,
            isSecret: isSecret ?? false, mustExist: mustExist ?? false)
    }

    /// A number, or a duration in seconds.
    private static func bound(_ node: YAMLNode) -> Double? {
        switch node.value {
        case .integer(let number): Double(number)
        case .number(let number): number
        case .string(let text): DurationText.parse(text)?.inSeconds
        default: nil
        }
    }
}

extension ValueType {
    /// A node as a value of this type: where the type is one of texts, an unquoted scalar is the text as written.
    func value(of node: YAMLNode, items: ValueType?) -> Value {
        switch self {
        case .string, .path, .url, .duration, .date:
            if let scalar = node.scalar, !node.value.isNull { return .string(scalar.text) }
        case .list:
            if let elements = node.elements, let items {
                return .list(elements.map { items.value(of: $0, items: nil) })
            }
        case .integer, .number, .boolean, .map: break
        }
        return node.value
    }
}
