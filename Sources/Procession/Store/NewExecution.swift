public import struct Foundation.Date

/// An execution to be started.
public struct NewExecution: Sendable {
    public var id: ExecutionID
    public var processID: ProcessID
    public var triggeredBy: TriggerKind
    public var scheduledFor: Date?
    /// Where the start takes over what completed in an earlier execution: that execution.
    public var rerunOf: ExecutionID?
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
        rerunOf: ExecutionID? = nil, expansion: Expansion, actor: String, now: Date
    ) {
        self.id = id
        self.processID = processID
        self.triggeredBy = triggeredBy
        self.scheduledFor = scheduledFor
        self.rerunOf = rerunOf
        self.expansion = expansion
        self.actor = actor
        self.now = now
    }
}
