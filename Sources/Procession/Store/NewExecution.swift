public import struct Foundation.Date

/// An execution to be started.
public struct NewExecution: Sendable {
    public var id: ExecutionID
    public var processID: ProcessID
    public var triggeredBy: TriggerKind
    public var scheduledFor: Date?
    /// The last execution, where this one runs it again.
    public var rerunOf: ExecutionID?
    /// Names of tasks whose results in ``rerunOf`` are still good.
    ///
    /// Those that completed there, or were skipped by their own condition, keep their state, times and outputs, unless
    /// a task that they need, directly or through others, runs again.
    public var takesOver: Set<TaskName>
    /// The definition as it is now.
    ///
    /// The rows of a process whose digest is still the same are reset in place and keep their ids; otherwise these
    /// replace them.
    public var expansion: Expansion
    /// Who asked: `cli`, `api`, `library`, `schedule`.
    public var actor: String
    public var now: Date

    public init(
        id: ExecutionID, processID: ProcessID, triggeredBy: TriggerKind, scheduledFor: Date? = nil,
        rerunOf: ExecutionID? = nil, takesOver: Set<TaskName> = [], expansion: Expansion, actor: String, now: Date
    ) {
        self.id = id
        self.processID = processID
        self.triggeredBy = triggeredBy
        self.scheduledFor = scheduledFor
        self.rerunOf = rerunOf
        self.takesOver = takesOver
        self.expansion = expansion
        self.actor = actor
        self.now = now
    }
}
