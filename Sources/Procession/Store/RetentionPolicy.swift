public import struct Foundation.Date

/// How long history is kept.
///
/// An age counts from the end of what it is about; nil keeps it for ever. Nothing that is running, waiting or yet to be
/// started is ever removed, nor is a process that has a schedule.
public struct RetentionPolicy: Sendable, Equatable {
    /// How long executions are kept that are COMPLETED, and processes without a schedule that are.
    public var completed: Duration?
    /// The same for those that are FAILED or STOPPED.
    public var failed: Duration?
    /// How many are kept whatever their age; at least 1.
    ///
    /// So many of the last executions of each process, and of the last finished processes without a schedule of each
    /// process type.
    public var last: Int
    /// How long captured output is kept; the end of what each attempt printed stays with the attempt.
    public var logs: Duration?
    /// How long events are kept.
    public var events: Duration?

    public init(
        completed: Duration? = .seconds(7 * 86_400), failed: Duration? = .seconds(30 * 86_400), last: Int = 20,
        logs: Duration? = .seconds(7 * 86_400), events: Duration? = .seconds(30 * 86_400)
    ) {
        self.completed = completed
        self.failed = failed
        self.last = max(last, 1)
        self.logs = logs
        self.events = events
    }

    /// What has ended in this state before the time is past its age; nil if nothing ever is.
    public func cutoff(for status: ProcessStatus, now: Date) -> Date? {
        (status == .completed ? completed : failed).map { now.addingTimeInterval(-$0.inSeconds) }
    }
}

/// Something that a policy no longer keeps.
public enum ExpiredSubject: Sendable, Equatable {
    /// With everything that belongs to it.
    case process(ProcessID)
    /// Of a process that stays.
    case execution(ExecutionID)
}

/// How many rows retention has removed, or would remove.
public struct RemovedHistory: Sendable, Codable, Equatable {
    public var processes = 0
    public var executions = 0
    public var attempts = 0
    public var logChunks = 0
    public var events = 0

    public init(processes: Int = 0, executions: Int = 0, attempts: Int = 0, logChunks: Int = 0, events: Int = 0) {
        self.processes = processes
        self.executions = executions
        self.attempts = attempts
        self.logChunks = logChunks
        self.events = events
    }

    /// All together.
    public var rows: Int { processes + executions + attempts + logChunks + events }

    public static func += (left: inout RemovedHistory, right: RemovedHistory) {
        left.processes += right.processes
        left.executions += right.executions
        left.attempts += right.attempts
        left.logChunks += right.logChunks
        left.events += right.events
    }
}
