import Procession

/// A task's texts, taken apart: what they refer to decides what has to be looked up before it runs.
struct PreparedTask: Sendable {
    let configuration: Value
    let environment: [String: Value]
    let workingDirectory: String?
    let declaredOutputs: [String: ValueType]
    /// Everything that the texts refer to.
    let references: [Reference]
    /// Whether the configuration holds anything to resolve.
    let hasTemplates: Bool

    init(_ task: ClaimedTask, schema: ConfigurationSchema) throws {
        configuration = try Value(json: task.configuration)
        environment = task.environment == "{}" ? [:] : try Value(json: task.environment).map ?? [:]
        workingDirectory = task.workingDirectory
        declaredOutputs =
            task.declaredOutputs == "{}"
            ? [:]
            : (try Value(json: task.declaredOutputs).map ?? [:]).compactMapValues { $0.string.flatMap(ValueType.init) }
        let texts = schema.texts(in: configuration).filter { $0.templating != .none }
        hasTemplates = !texts.isEmpty
        references =
            try texts.flatMap { try Template(parsing: $0.text).references }
            + Value.map(environment).templateReferences()
            + Value.string(workingDirectory ?? "").templateReferences()
    }

    /// Names of the secrets that this task names: by reference, or as a text of its configuration.
    func secrets(declared: [String]) -> Set<String> {
        var names = Set(references.compactMap { if case .secret(let name) = $0 { name } else { nil } })
        let texts = Set(configuration.strings)
        names.formUnion(declared.filter(texts.contains))
        return names
    }

    /// Whether the task's texts mention an input: by reference, or as a shell's variable.
    func mentions(input name: String) -> Bool {
        references.contains(.input(name))
            || (configuration.strings + Value.map(environment).strings).contains { $0.contains(name) }
    }
}

extension [Reference] {
    /// The tasks that are referred to, each once.
    var referredTasks: [TaskName] {
        var names: Set<TaskName> = []
        for reference in self {
            switch reference {
            case .taskOutput(let task, _), .taskOutputs(let task), .taskStatus(let task): names.insert(task)
            default: continue
            }
        }
        return names.sorted()
    }
}

extension Value {
    /// Every text in the value.
    fileprivate var strings: [String] {
        switch self {
        case .string(let text): [text]
        case .list(let elements): elements.flatMap(\.strings)
        case .map(let members): members.values.flatMap(\.strings)
        case .null, .boolean, .integer, .number: []
        }
    }

    /// What the templates in the value refer to.
    func templateReferences() throws -> [Reference] {
        try strings.filter(Template.isTemplate).flatMap { try Template(parsing: $0).references }
    }
}
