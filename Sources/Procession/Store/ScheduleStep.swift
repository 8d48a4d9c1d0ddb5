public import struct Foundation.Date

/// What was decided about a process whose schedule is due, to be written in one transaction.
public struct ScheduleStep: Sendable {
    public var processID: ProcessID
    /// The `next_run_at` from which this was decided: where it is another one by now, nothing is written.
    public var dueAt: Date
    /// What `next_run_at` becomes; nil where the schedule never fires again.
    public var nextRunAt: Date?
    /// Ticks that are given up.
    public var skipped: SkippedTicks?
    /// Ticks that fire, oldest first.
    public var ticks: [Date]
    /// Whether all of the ticks fire, one after the other, whatever the overlap policy says of ticks in time.
    public var isCatchUp: Bool
    public var overlap: OverlapPolicy
    /// What to start for the tick that can fire at once, or why no tick can fire.
    ///
    /// nil where no tick is due. The store fills in the tick.
    public var execution: Result<NewExecution, ProcessionError>?
    /// Why the schedule itself is of no use any more; an event records it.
    public var fault: String?
    public var actor: String
    public var now: Date

    public init(
        processID: ProcessID, dueAt: Date, nextRunAt: Date?, skipped: SkippedTicks? = nil, ticks: [Date] = [],
        isCatchUp: Bool = false, overlap: OverlapPolicy = .skip,
        execution: Result<NewExecution, ProcessionError>? = nil,
        fault: String? = nil, actor: String = "schedule", now: Date
    ) {
        self.processID = processID
        self.dueAt = dueAt
        self.nextRunAt = nextRunAt
        self.skipped = skipped
        self.ticks = ticks
        self.isCatchUp = isCatchUp
        self.overlap = overlap
        self.execution = execution
        self.fault = fault
        self.actor = actor
        self.now = now
    }
}

/// What became of a ``ScheduleStep``.
public enum ScheduleStepResult: Sendable, Equatable {
    /// Somebody else has moved the schedule on; nothing was written.
    case outrun
    /// It was written, without a start.
    case moved
    case started(ExecutionID)
    /// The running execution was asked to stop, so that the tick can fire.
    case stopRequested
}
