/// The states of a task's row.
public enum TaskStatus: String, Sendable, Codable, CaseIterable {
    /// Tasks that it needs are open, or its condition is undecided, or its execution has not been started.
    case pending = "PENDING"
    /// Waits for a free slot.
    case ready = "READY"
    case inProgress = "IN_PROGRESS"
    /// Waits for a point in time, the delay before a retry or what its executor asked for; or for something else, as
    /// ``Awaited`` says. A group waits for its items.
    case waiting = "WAITING"
    case completed = "COMPLETED"
    case failed = "FAILED"
    case stopped = "STOPPED"
    case skipped = "SKIPPED"

    public var isEnd: Bool {
        switch self {
        case .completed, .failed, .stopped, .skipped: true
        case .pending, .ready, .inProgress, .waiting: false
        }
    }

    /// The states that a transition from this one may lead to within one execution.
    public var successors: Set<TaskStatus> {
        switch self {
        case .pending: [.ready, .waiting, .skipped, .stopped, .failed]
        case .ready: [.inProgress, .skipped, .stopped]
        case .inProgress: [.completed, .failed, .stopped, .waiting, .ready]
        case .waiting: [.ready, .completed, .failed, .stopped]
        case .completed, .failed, .stopped, .skipped: []
        }
    }
}
