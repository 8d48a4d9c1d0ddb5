public import struct Foundation.Date

/// What an executor says about one attempt.
public enum TaskResult: Sendable, Equatable {
    /// The work is done. `exitCode` is nil where no child process was involved.
    case completed(outputs: [String: Value] = [:], exitCode: Int? = nil)
    case failed(TaskFailure)
    /// Nothing to do until the date: the slot is given back, and the task becomes READY again then.
    ///
    /// The next attempt finds `checkpoint` in ``TaskContext/checkpoint``. It is kept in the database, secrets masked.
    /// Where something is awaited that comes before, there is no next attempt, or it comes earlier, as ``Awaited/Kind``
    /// says; `.distantFuture` waits for that alone.
    case waiting(until: Date, checkpoint: Value? = nil, for: Awaited? = nil)
}
