public import struct Foundation.Date

/// One row of `process_executions`: one run of a process.
public struct ExecutionRecord: Sendable, Codable, Equatable, Identifiable {
    public var id: ExecutionID
    public var processID: ProcessID
    public var startedAt: Date
    public var completedAt: Date?
    public var status: ProcessStatus
    public var triggeredBy: TriggerKind
    public var errorMessage: String?
    public var createdAt: Date
    public var scheduledFor: Date?
    public var inputData: String
    public var definitionDigest: String
    /// JSON object.
    public var outputs: String?
    public var rerunOf: ExecutionID?
    /// What it shares a limit of executions by; nil if it has none.
    public var concurrencyKey: String?
    /// Since when it waits for its turn among those with its key; nil if it does not.
    public var queuedAt: Date?

    public init(
        id: ExecutionID, processID: ProcessID, startedAt: Date, completedAt: Date? = nil, status: ProcessStatus,
        triggeredBy: TriggerKind, errorMessage: String? = nil, createdAt: Date, scheduledFor: Date? = nil,
        inputData: String, definitionDigest: String, outputs: String? = nil, rerunOf: ExecutionID? = nil,
        concurrencyKey: String? = nil, queuedAt: Date? = nil
    ) {
        self.id = id
        self.processID = processID
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.status = status
        self.triggeredBy = triggeredBy
        self.errorMessage = errorMessage
        self.createdAt = createdAt
        self.scheduledFor = scheduledFor
        self.inputData = inputData
        self.definitionDigest = definitionDigest
        self.outputs = outputs
        self.rerunOf = rerunOf
        self.concurrencyKey = concurrencyKey
        self.queuedAt = queuedAt
    }
}
