/// A process type expanded for one input: what really runs, kept in `process_definitions` under its digest.
public struct ProcessDefinition: Sendable, Codable, Equatable {
    public var type: ProcessTypeName
    public var version: String?
    /// The tasks in file order.
    ///
    /// A task without `needs` needs the one before it.
    public var tasks: [TaskDefinition]
    /// Handler tasks by what calls for them; within one list they run one after the other unless they say otherwise.
    public var handlers: [HandlerTrigger: [TaskDefinition]]
    /// Variables for every task; values may hold `${...}`.
    public var environment: [String: Value]
    /// Names of the secrets that tasks may use.
    public var secrets: [String]
    /// Bound on a whole execution; nil is none.
    public var timeout: Duration?
    /// Whether no new task starts after one has failed.
    public var failFast: Bool
    /// Outputs of the process: name to a text that holds `${...}`.
    public var outputs: [String: Value]
    /// Where relative paths and working directories start; nil is the engine's own working directory.
    public var baseDirectory: String?
    /// Whether children get the engine's whole environment instead of the short allow-list.
    public var inheritsEnvironment: Bool
    /// How many executions run at the same time; nil sets no bound.
    public var concurrency: ConcurrencyLimit?
    /// Added to the priority of each task; 0 where nothing is said.
    public var priority: Int

    public init(
        type: ProcessTypeName, version: String? = nil, tasks: [TaskDefinition],
        handlers: [HandlerTrigger: [TaskDefinition]] = [:], environment: [String: Value] = [:],
        secrets: [String] = [], timeout: Duration? = nil, failFast: Bool = true, outputs: [String: Value] = [:],
        baseDirectory: String? = nil, inheritsEnvironment: Bool = false, concurrency: ConcurrencyLimit? = nil,
        priority: Int = 0
    ) {
        self.type = type
        self.version = version
        self.tasks = tasks
        self.handlers = handlers
        self.environment = environment
        self.secrets = secrets
        self.timeout = timeout
        self.failFast = failFast
        self.outputs = outputs
        self.baseDirectory = baseDirectory
        self.inheritsEnvironment = inheritsEnvironment
        self.concurrency = concurrency
        self.priority = priority
    }
}

/// What calls for a handler task, in the order in which handlers run.
public enum HandlerTrigger: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
    case onSuccess = "on_success"
    case onFailure = "on_failure"
    case onStop = "on_stop"
    case finally
}
