/// A process definition as rows: what is inserted into `process_definitions`, `tasks` and `task_dependencies`.
public struct Expansion: Sendable {
    /// SHA-256 of the definition's JSON in lower-case hexadecimal.
    public var digest: String
    /// The whole definition as JSON, kept for history.
    public var definition: String
    /// ``ExecutionSettings`` as JSON: what running the tasks needs beside their rows.
    public var settings: String
    public var failFast: Bool
    /// Bound on a whole execution; nil is none.
    public var timeout: Duration?
    /// Whether outputs of the process have to be computed before an execution completes.
    public var hasOutputs: Bool
    /// The limit that its executions share with others, its key filled in; nil is none.
    public var concurrency: ConcurrencyLimit?
    /// In order of `index`, which counts from 0 without gaps: the tasks, then the handlers by trigger.
    public var tasks: [NewTask]

    public init(
        digest: String, definition: String, settings: String, failFast: Bool = true, timeout: Duration? = nil,
        hasOutputs: Bool = false, concurrency: ConcurrencyLimit? = nil, tasks: [NewTask]
    ) {
        self.digest = digest
        self.definition = definition
        self.settings = settings
        self.failFast = failFast
        self.timeout = timeout
        self.hasOutputs = hasOutputs
        self.concurrency = concurrency
        self.tasks = tasks
    }
}

/// Which of a worker's limits a task counts against.
public enum TaskLane: String, Sendable, Codable, CaseIterable {
    /// Starts child processes.
    case child
    /// Runs inside the engine.
    case inline
}

/// One row of `tasks` to be inserted.
public struct NewTask: Sendable {
    public var id: TaskID
    public var index: Int
    public var name: TaskName
    public var trigger: HandlerTrigger?
    public var executor: ExecutorName
    public var lane: TaskLane
    public var command: String
    /// JSON, references unresolved.
    public var configuration: String
    /// JSON object, references unresolved.
    public var environment: String
    public var workingDirectory: String?
    public var timeout: Duration
    public var retry: RetryPolicy
    /// Indexes of the tasks that must end well first, all within the same trigger.
    public var needs: [Int]
    public var condition: String?
    public var allowsFailure: Bool
    public var onInterruption: InterruptionPolicy
    /// JSON object of name to type.
    public var declaredOutputs: String
    /// The pool whose slots it shares with tasks of any process; nil for none.
    public var pool: String?
    public var priority: Int
    /// JSON: where the items of a group come from, as ``ForEach/items`` says; nil for a task that is none.
    ///
    /// The row of a group stands for all its items. It has a condition in any case, `true` where the task has none, so
    /// that the engine decides when it begins and what its items are.
    public var items: String?
    /// For the row of a group, how many of its items are let begin before one of them has ended; nil is all.
    public var maxParallel: Int?
    /// For the row of an item, the index of its group's row, which comes before it.
    public var group: Int?
    /// JSON: the item of such a row.
    public var item: String?

    public init(
        id: TaskID, index: Int, name: TaskName, trigger: HandlerTrigger? = nil, executor: ExecutorName,
        lane: TaskLane, command: String, configuration: String, environment: String = "{}",
        workingDirectory: String? = nil, timeout: Duration, retry: RetryPolicy = .never, needs: [Int] = [],
        condition: String? = nil, allowsFailure: Bool = false, onInterruption: InterruptionPolicy = .retry,
        declaredOutputs: String = "{}", pool: String? = nil, priority: Int = 0, items: String? = nil,
        maxParallel: Int? = nil, group: Int? = nil, item: String? = nil
    ) {
        self.id = id
        self.index = index
        self.name = name
        self.trigger = trigger
        self.executor = executor
        self.lane = lane
        self.command = command
        self.configuration = configuration
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.timeout = timeout
        self.retry = retry
        self.needs = needs
        self.condition = condition
        self.allowsFailure = allowsFailure
        self.onInterruption = onInterruption
        self.declaredOutputs = declaredOutputs
        self.pool = pool
        self.priority = priority
        self.items = items
        self.maxParallel = maxParallel
        self.group = group
        self.item = item
    }
}
