public import struct Foundation.Date

/// One row of `events`: a transition, and who caused it.
public struct EventRecord: Sendable, Codable, Equatable, Identifiable {
    /// Grows with every event of a database.
    public var id: Int
    public var occurredAt: Date
    /// What changed: `process.created`, `process.deleted`, `execution.started`, `execution.ended`,
    /// `execution.stop-requested`, `execution.queued`, `execution.admitted`, `execution.skipped`, `task.STATUS` in
    /// lower case such as `task.in-progress`, `task.approved`, `task.rejected`, `schedule.changed`, `schedule.removed`,
    /// `schedule.skipped`, `schedule.failed`, `pool.set`, `pool.removed`.
    public var kind: String
    /// nil where it concerns no process, as the change of a pool.
    public var processID: ProcessID?
    public var executionID: ExecutionID?
    public var taskID: TaskID?
    public var task: TaskName?
    public var attempt: Int?
    /// The state that was entered; of skipped ticks, the reason in one word.
    public var status: String?
    /// A worker's id, or who called: `cli`, `api`, `library`, `schedule`.
    public var actor: String
    /// Why, for people.
    public var detail: String?

    /// The detail of a `task.in-progress` that goes on from a checkpoint.
    package static let resumed = "resumed"

    /// Whether the task goes on where an earlier attempt began to wait, instead of beginning anew.
    public var isResumption: Bool { status == TaskStatus.inProgress.rawValue && detail == Self.resumed }

    public init(
        id: Int, occurredAt: Date, kind: String, processID: ProcessID?, executionID: ExecutionID? = nil,
        taskID: TaskID? = nil, task: TaskName? = nil, attempt: Int? = nil, status: String? = nil, actor: String,
        detail: String? = nil
    ) {
        self.id = id
        self.occurredAt = occurredAt
        self.kind = kind
        self.processID = processID
        self.executionID = executionID
        self.taskID = taskID
        self.task = task
        self.attempt = attempt
        self.status = status
        self.actor = actor
        self.detail = detail
    }
}
