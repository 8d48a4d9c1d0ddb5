public import struct Foundation.Date

/// One row of `task_attempts`: one try of a task, written before it starts and once more when it ends.
public struct TaskAttempt: Sendable, Codable, Equatable {
    public enum Outcome: String, Sendable, Codable, CaseIterable {
        case completed, failed, stopped
        /// The executor asked to be called again later.
        case waiting
        /// The worker died.
        case lost
        /// Handed back before its end because the engine was shut down.
        case returned
        /// The condition was false.
        case skipped
    }

    public var executionID: ExecutionID
    public var taskID: TaskID
    public var task: TaskName
    /// 1 is the first in this execution.
    public var attempt: Int
    public var fence: Int
    public var workerID: WorkerID
    public var startedAt: Date
    public var completedAt: Date?
    /// nil while it runs.
    public var outcome: Outcome?
    public var exitCode: Int?
    public var errorClass: ErrorClass?
    public var errorMessage: String?
    /// The end of what it printed.
    public var output: String?
    public var child: ChildIdentity?

    public init(
        executionID: ExecutionID, taskID: TaskID, task: TaskName, attempt: Int, fence: Int, workerID: WorkerID,
        startedAt: Date, completedAt: Date? = nil, outcome: Outcome? = nil, exitCode: Int? = nil,
        errorClass: ErrorClass? = nil, errorMessage: String? = nil, output: String? = nil,
        child: ChildIdentity? = nil
    ) {
        self.executionID = executionID
        self.taskID = taskID
        self.task = task
        self.attempt = attempt
        self.fence = fence
        self.workerID = workerID
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.outcome = outcome
        self.exitCode = exitCode
        self.errorClass = errorClass
        self.errorMessage = errorMessage
        self.output = output
        self.child = child
    }
}
