public import struct Foundation.Date

/// One row of `processes`: a type with input, maybe a schedule.
public struct ProcessRecord: Sendable, Codable, Equatable, Identifiable {
    public var id: ProcessID
    public var type: ProcessTypeName
    /// The input as it was given.
    public var inputData: String
    /// The same, typed and completed with defaults: a JSON object.
    public var inputValues: String
    /// A cron expression or `every:DURATION`; nil for a process that is started by hand only.
    public var schedule: String?
    public var status: ProcessStatus
    /// Index of the first task that has not finished; equals `totalTasks` when all have.
    public var currentTaskIndex: Int
    /// Rows of `tasks`, handlers included.
    public var totalTasks: Int
    public var startedAt: Date?
    public var completedAt: Date?
    public var errorMessage: String?
    public var createdAt: Date
    public var updatedAt: Date
    /// IANA name; nil is UTC.
    public var timeZone: String?
    /// nil is the default, `last`.
    public var missedPolicy: MissedPolicy?
    /// nil is the default, `skip`.
    public var overlapPolicy: OverlapPolicy?
    public var nextRunAt: Date?
    /// The ``ScheduleDeclaration`` that the process is kept for; nil if it was made by hand.
    public var declaration: String?
    public var priority: Int
    public var currentExecutionID: ExecutionID?
    public var stopRequestedAt: Date?
    public var definitionDigest: String
    /// JSON object: what the current execution gave; nil until it has.
    public var outputs: String?
    /// The task that has started it as its child; nil if none has.
    public var parent: ParentTask?

    public init(
        id: ProcessID, type: ProcessTypeName, inputData: String, inputValues: String = "{}",
        schedule: String? = nil, status: ProcessStatus = .pending, currentTaskIndex: Int = 0, totalTasks: Int,
        startedAt: Date? = nil,
        completedAt: Date? = nil, errorMessage: String? = nil, createdAt: Date, updatedAt: Date,
        timeZone: String? = nil, missedPolicy: MissedPolicy? = nil, overlapPolicy: OverlapPolicy? = nil,
        nextRunAt: Date? = nil, declaration: String? = nil, priority: Int = 0, currentExecutionID: ExecutionID? = nil,
        stopRequestedAt: Date? = nil,
        definitionDigest: String, outputs: String? = nil, parent: ParentTask? = nil
    ) {
        self.id = id
        self.type = type
        self.inputData = inputData
        self.inputValues = inputValues
        self.schedule = schedule
        self.status = status
        self.currentTaskIndex = currentTaskIndex
        self.totalTasks = totalTasks
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.errorMessage = errorMessage
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.timeZone = timeZone
        self.missedPolicy = missedPolicy
        self.overlapPolicy = overlapPolicy
        self.nextRunAt = nextRunAt
        self.declaration = declaration
        self.priority = priority
        self.currentExecutionID = currentExecutionID
        self.stopRequestedAt = stopRequestedAt
        self.definitionDigest = definitionDigest
        self.outputs = outputs
        self.parent = parent
    }
}
