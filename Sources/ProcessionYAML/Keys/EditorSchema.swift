public import Procession

/// JSON Schema 2020-12 of whole files, for editors: what the loader's tables of keys say, with a branch for each executor.
///
/// It takes every file that the loader takes. What the loader knows beyond the form of a file, such as whether a task
/// that is needed exists, it leaves to the loader; `docs/cli.md` has the list.
public enum EditorSchema {
    /// The schema of a file that declares a process type.
    public static func processType(executors: ExecutorRegistry) -> Value {
        var schema = FileDraft.keys.schema.map ?? [:]
        schema["$schema"] = dialect
        schema["title"] = "Process type of Procession"
        var definitions: [String: Value] = ["task": task(executors: executors.all)]
        for executor in executors.all {
            definitions["executor-\(executor.descriptor.name)"] =
                executor.descriptor.configuration.jsonSchema(reading: CoreSchema.value)
        }
        schema["$defs"] = .map(definitions)
        return .map(schema)
    }

    /// The schema of a file of tests.
    public static var tests: Value {
        var schema = TestFileDraft.keys.schema.map ?? [:]
        schema["$schema"] = dialect
        schema["title"] = "Tests of a process type of Procession"
        return .map(schema)
    }

    private static let dialect: Value = "https://json-schema.org/draft/2020-12/schema"

    private static func task(executors: [RegisteredExecutor]) -> Value {
        var schema = TaskDraft.keys.schema.map ?? [:]
        var properties = schema["properties"]?.map ?? [:]
        for executor in executors {
            let name = executor.descriptor.name.rawValue
            properties[name] = [
                "$ref": .string("#/$defs/executor-\(name)"), "description": .string(executor.descriptor.summary)
            ]
        }
        schema["properties"] = .map(properties)
        schema["oneOf"] = .list(executors.map { ["required": [.string($0.descriptor.name.rawValue)]] })
        return .map(schema)
    }
}

extension EditorSchema {
    /// A task, wherever one stands.
    static let task: Value = ["$ref": "#/$defs/task"]

    /// A scalar: all are texts as they are written.
    static let text: Value = ["type": ["string", "number", "boolean"]]

    /// A text of a form that no number has; `true` is a text, too.
    static func text(matching pattern: String) -> Value {
        ["type": ["string", "boolean"], "pattern": .string("^\(pattern)$")]
    }

    /// What `NameSyntax.isEnvironmentVariable` asks for.
    static let environmentVariable: Value = [
        "type": ["string", "boolean"], "pattern": "^[A-Za-z_][A-Za-z0-9_]*$", "maxLength": 255
    ]

    static func environmentVariable(except reserved: Set<String>) -> Value {
        ["allOf": [environmentVariable], "not": ["enum": .list(reserved.sorted().map(Value.string))]]
    }
}

extension KeyTable {
    /// A map with these keys as JSON Schema.
    var schema: Value {
        var properties: [String: Value] = [:]
        for key in keys {
            guard var property = key.schema().map else { continue }
            property["description"] = .string(key.documentation.description)
            properties[key.name] = .map(property)
        }
        var schema: [String: Value] = [
            "type": "object", "properties": .map(properties), "additionalProperties": false
        ]
        let required = keys.filter(\.documentation.isRequired).map { Value.string($0.name) }
        if !required.isEmpty { schema["required"] = .list(required) }
        return .map(schema.merging(relations) { own, _ in own })
    }
}
