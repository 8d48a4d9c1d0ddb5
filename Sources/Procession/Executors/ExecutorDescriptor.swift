/// What people and programs can know about an executor without running it.
public struct ExecutorDescriptor: Sendable {
    public var name: ExecutorName
    /// One sentence.
    public var summary: String
    /// Markdown.
    public var description: String?
    /// The rules for a task's configuration.
    public var configuration: ConfigurationSchema
    /// Outputs that the executor always gives, beside those that a task declares.
    public var outputs: [String: ValueType]
    /// Those of the outputs that are null where there is nothing to say, such as a note that nobody has left.
    ///
    /// An executable plugin can't say so: of its executors, these outputs are given, but not declared.
    public var optionalOutputs: Set<String>
    /// What tests of process types take for outputs that they say nothing about; others are plain values of their type.
    public var sampleOutputs: [String: Value]
    /// YAML texts of whole tasks, such as `name: greet` and `shell: echo hello`.
    public var examples: [Example]
    /// Whether the work happens in a child process: those share the worker's slots, others have a limit of their own.
    public var startsChildProcess: Bool
    /// The programs that it starts, as they are searched in `PATH`.
    public var requires: [String]
    /// For people; nil where what brings the executor has none.
    public var version: String?
    /// What is wrong with the descriptor itself; an executor that has any can't be registered.
    public private(set) var problems: [String] = []

    public struct Example: Sendable {
        public var title: String
        /// A task, as it stands in the list under `tasks`.
        public var yaml: String

        public init(title: String, yaml: String) {
            self.title = title
            self.yaml = yaml
        }
    }

    public init(
        name: ExecutorName, summary: String, description: String? = nil, configuration: ConfigurationSchema,
        outputs: [String: ValueType] = [:], optionalOutputs: Set<String> = [],
        sampleOutputs: [String: Value] = [:], examples: [Example] = [], startsChildProcess: Bool = false,
        requires: [String] = [], version: String? = nil
    ) {
        self.name = name
        self.summary = summary
        self.description = description
        self.configuration = configuration
        self.outputs = outputs
        self.optionalOutputs = optionalOutputs
        self.sampleOutputs = sampleOutputs
        self.examples = examples
        self.startsChildProcess = startsChildProcess
        self.requires = requires
        self.version = version
    }

    /// The descriptor of an executor whose rules follow from the type of its configuration.
    ///
    /// The type's `init(from:)` tells the keys, their types and which may be absent; enumerations of texts, durations,
    /// URLs, lists, maps and nested types are understood, and so is a type that reads a short form or a long one.
    /// Descriptions, defaults and bounds are what `keys` says, and what the keys say of each other `rules`.
    public init<Configuration: Decodable>(
        name: ExecutorName, summary: String, description: String? = nil, configuration: Configuration.Type,
        keys: [KeyNote] = [], rules: [ConfigurationSchema.KeyRule] = [], outputs: [String: ValueType] = [:],
        examples: [Example] = [], startsChildProcess: Bool = false, requires: [String] = [], version: String? = nil
    ) {
        var found = SchemaProbe.find(configuration, notes: keys)
        found.add(rules)
        self.init(
            name: name, summary: summary, description: description, configuration: found.schema, outputs: outputs,
            examples: examples, startsChildProcess: startsChildProcess, requires: requires, version: version)
        problems = found.problems
    }
}
