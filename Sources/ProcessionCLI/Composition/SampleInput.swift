import Procession
import ProcessionEngine

/// Input that lets a type be shown before anybody has given any.
enum SampleInput {
    /// Defaults where there are any; where an input is required, its name in angle brackets, or a plain value of its
    /// type.
    private static func of(_ schema: InputSchema) -> ProcessInput {
        var values: [String: Value] = [:]
        for spec in schema.inputs {
            values[spec.name] = spec.defaultValue ?? (spec.isRequired ? placeholder(for: spec) : .null)
        }
        return ProcessInput(values: values)
    }

    /// The definition that shows most of a type: that of a file, or of those that samples of the input give the one with
    /// the most tasks.
    ///
    /// - Throws: what the type throws where no sample suits it.
    static func definition(of type: any ProcessType) throws -> ProcessDefinition {
        let descriptor = type.descriptor
        let samples = descriptor.makesTasksFromInput ? SampleInputs.of(descriptor.inputs) : []
        let definitions = samples.compactMap { try? type.definition(for: $0) }
        return try definitions.max { $0.steps.count < $1.steps.count }
            ?? type.definition(for: of(descriptor.inputs))
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

extension ProcessTypeDescriptor {
    /// Whether other input may give other tasks; those of a file are the same for every input.
    var makesTasksFromInput: Bool { if case .file = origin { false } else { !inputs.inputs.isEmpty } }
}
