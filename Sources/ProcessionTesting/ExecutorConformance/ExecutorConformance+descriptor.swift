import Procession
import ProcessionYAML

extension ExecutorConformance {
    /// The rules for what people read of an executor.
    static func checks(of executor: RegisteredExecutor) -> [ConformanceCheck] {
        let descriptor = executor.descriptor
        let name = descriptor.name
        return [
            ConformanceCheck("the executor '\(name)' can be registered") {
                try ExecutorRegistry().register(executor)
            },
            ConformanceCheck("the summary of '\(name)' is one sentence") {
                try expectSentence(descriptor.summary)
            },
            ConformanceCheck("every key and output of '\(name)' is a name, and every key is described") {
                for property in descriptor.configuration.allProperties {
                    try expect(!property.name.isEmpty, "a key to have a name")
                    try expect(!property.description.isEmpty, "the key '\(property.name)' to be described")
                }
                for output in descriptor.outputs.keys {
                    try expect(NameSyntax.isVariable(output), "'\(output)' to name an output")
                }
                for output in descriptor.optionalOutputs.sorted() {
                    try expect(descriptor.outputs[output] != nil, "the optional output '\(output)' to have a type")
                }
            },
            ConformanceCheck("each example of '\(name)' is a task that the loader takes") {
                let registry = ExecutorRegistry()
                try registry.register(executor)
                let loader = ProcessTypeLoader(executors: registry)
                for example in descriptor.examples {
                    let problems = loader.problems(of: example).map(\.message)
                    try expect(problems, equals: [], "what is wrong with the example '\(example.title)'")
                }
            }
        ]
    }

    /// - Throws: ``ConformanceFailure`` unless the text is one line that ends with a full stop.
    static func expectSentence(_ summary: String) throws {
        try expect(!summary.contains { $0.isNewline }, "the summary to be one line, not \(summary.debugDescription)")
        try expect(summary.hasSuffix(".") && summary.count > 1, "the summary to end with '.', not \"\(summary)\"")
    }
}

extension ConfigurationSchema {
    /// Those of every object in it, at any depth.
    fileprivate var allProperties: [Property] {
        switch self {
        case .any, .boolean, .integer, .number, .string, .enumeration, .duration: []
        case .list(let schema, _, _), .map(let schema, _): schema.allProperties
        case .object(let object): object.properties.flatMap { [$0] + $0.schema.allProperties }
        case .oneOf(let alternatives): alternatives.flatMap(\.allProperties)
        }
    }
}
