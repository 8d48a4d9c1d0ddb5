import Procession

/// Input that lets a type be shown before anybody has given any.
enum SampleInput {
    /// Defaults where there are any; where an input is required, its name in angle brackets, or a plain value of its
    /// type.
    static func of(_ schema: InputSchema) -> ProcessInput {
        var values: [String: Value] = [:]
        for spec in schema.inputs {
            values[spec.name] = spec.defaultValue ?? (spec.isRequired ? placeholder(for: spec) : .null)
        }
        return ProcessInput(values: values)
    }

    private static func placeholder(for spec: InputSpec) -> Value {
        if let first = spec.allowed?.first { return first }
        return switch spec.type {
        case .integer: .integer(Int(spec.minimum ?? 0))
        case .number: .number(spec.minimum ?? 0)
        case .boolean: false
        case .list: []
        case .map: [:]
        default: .string("<\(spec.name)>")
        }
    }
}
