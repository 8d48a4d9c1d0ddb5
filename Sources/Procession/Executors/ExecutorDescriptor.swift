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
    /// YAML texts of whole tasks, such as `name: greet` and `shell: echo hello`.
    public var examples: [Example]
    /// Whether the work happens in a child process: those share the worker's slots, others have a limit of their own.
    public var startsChildProcess: Bool
    /// The programs that it starts, as they are searched in `PATH`.
    public var requires: [String]
    /// For people; nil where what brings the executor has none.
    public var version: String?

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
        outputs: [String: ValueType] = [:], examples: [Example] = [], startsChildProcess: Bool = false,
        requires: [String] = [], version: String? = nil
    ) {
        self.name = name
        self.summary = summary
        self.description = description
        self.configuration = configuration
        self.outputs = outputs
        self.examples = examples
        self.startsChildProcess = startsChildProcess
        self.requires = requires
        self.version = version
    }
}
