/// One step of a process type.
public struct TaskDefinition: Sendable, Codable, Equatable {
    public var name: TaskName
    public var executor: ExecutorName
    /// What the executor is to do, as its schema describes; strings may hold `${...}`.
    public var configuration: Value
    /// Names of tasks that must end well first; nil stands for the task before this one, empty for none.
    public var needs: [TaskName]?
    /// An expression that makes the task SKIPPED where it is false.
    ///
    /// nil always runs.
    public var condition: String?
    /// Makes a row for each item of a list; nil makes one row.
    public var forEach: ForEach?
    /// Variables for this task, over those of the process; values may hold `${...}`.
    public var environment: [String: Value]
    /// Absolute, or relative to the definition's base directory; may hold `${...}`.
    public var workingDirectory: String?
    /// Bound on one attempt.
    public var timeout: Duration
    public var retry: RetryPolicy
    /// Whether the process goes on, and is COMPLETED, though this task has FAILED.
    public var allowsFailure: Bool
    public var onInterruption: InterruptionPolicy
    /// What the task gives back: name to type.
    public var outputs: [String: ValueType]
    /// The pool whose slots it shares with tasks of any process; nil for none.
    public var pool: String?
    /// Higher goes first, as ``TaskPriority`` says; 0 where nothing is said.
    public var priority: Int
    public var description: String?

    /// The timeout of a task that names none: 60 minutes.
    public static let defaultTimeout: Duration = .seconds(3600)

    public init(
        name: TaskName, executor: ExecutorName, configuration: Value, needs: [TaskName]? = nil,
        condition: String? = nil, forEach: ForEach? = nil, environment: [String: Value] = [:],
        workingDirectory: String? = nil,
        timeout: Duration = TaskDefinition.defaultTimeout, retry: RetryPolicy = .never, allowsFailure: Bool = false,
        onInterruption: InterruptionPolicy = .retry, outputs: [String: ValueType] = [:], pool: String? = nil,
        priority: Int = 0, description: String? = nil
    ) {
        self.name = name
        self.executor = executor
        self.configuration = configuration
        self.needs = needs
        self.condition = condition
        self.forEach = forEach
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.timeout = timeout
        self.retry = retry
        self.allowsFailure = allowsFailure
        self.onInterruption = onInterruption
        self.outputs = outputs
        self.pool = pool
        self.priority = priority
        self.description = description
    }
}

/// What happens to a task whose worker died while it ran.
public enum InterruptionPolicy: String, Sendable, Codable, CaseIterable {
    /// The task becomes READY again: at least once.
    case retry
    /// The task becomes FAILED with class `lost`: at most once.
    case fail
}
