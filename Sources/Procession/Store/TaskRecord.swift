public import struct Foundation.Date

/// One row of `tasks`: the live state of one task of a process.
public struct TaskRecord: Sendable, Codable, Equatable, Identifiable {
    public var id: TaskID
    public var processID: ProcessID
    public var index: Int
    public var name: TaskName
    /// nil for a task of the process itself.
    public var trigger: HandlerTrigger?
    public var executor: ExecutorName
    /// What a person would read, inputs filled in, secrets never.
    public var command: String
    public var workingDirectory: String?
    public var timeout: Duration
    public var maxRetries: Int
    /// Retries used in this execution.
    public var retryCount: Int
    /// Attempts in this execution, lost ones included.
    public var attempt: Int
    public var status: TaskStatus
    public var executionID: ExecutionID?
    /// Of its first attempt in this execution.
    public var startedAt: Date?
    public var completedAt: Date?
    public var readyAt: Date?
    public var errorMessage: String?
    public var errorClass: ErrorClass?
    public var exitCode: Int?
    /// The end of what it printed.
    public var output: String?
    /// JSON object.
    public var outputs: String?
    /// 0 to 1, as its last attempt has reported it; 1 for a COMPLETED task that reports any.
    public var progress: Double?
    public var priority: Int
    public var pool: String?
    public var workerID: WorkerID?
    /// For the row of an item, the row of its group.
    public var groupID: TaskID?
    /// JSON: the item of such a row.
    public var item: String?
    /// Grows with every claim and is never reset: a worker with an older one can't write any more.
    public var fence: Int
    /// Whether the process goes on though this task fails.
    public var allowsFailure: Bool
    /// What it waits for, beside ``readyAt``; nil unless it is WAITING.
    public var awaits: Awaited?

    public init(
        id: TaskID, processID: ProcessID, index: Int, name: TaskName, trigger: HandlerTrigger? = nil,
        executor: ExecutorName, command: String, workingDirectory: String? = nil, timeout: Duration,
        maxRetries: Int = 0, retryCount: Int = 0, attempt: Int = 0, status: TaskStatus,
        executionID: ExecutionID? = nil, startedAt: Date? = nil, completedAt: Date? = nil, readyAt: Date? = nil,
        errorMessage: String? = nil, errorClass: ErrorClass? = nil, exitCode: Int? = nil, output: String? = nil,
        outputs: String? = nil, progress: Double? = nil, priority: Int = 0, pool: String? = nil,
        workerID: WorkerID? = nil, fence: Int = 0, allowsFailure: Bool = false, groupID: TaskID? = nil,
        item: String? = nil, awaits: Awaited? = nil
    ) {
        self.id = id
        self.processID = processID
        self.index = index
        self.name = name
        self.trigger = trigger
        self.executor = executor
        self.command = command
        self.workingDirectory = workingDirectory
        self.timeout = timeout
        self.maxRetries = maxRetries
        self.retryCount = retryCount
        self.attempt = attempt
        self.status = status
        self.executionID = executionID
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.readyAt = readyAt
        self.errorMessage = errorMessage
        self.errorClass = errorClass
        self.exitCode = exitCode
        self.output = output
        self.outputs = outputs
        self.progress = progress
        self.priority = priority
        self.pool = pool
        self.workerID = workerID
        self.fence = fence
        self.allowsFailure = allowsFailure
        self.groupID = groupID
        self.item = item
        self.awaits = awaits
    }
}
