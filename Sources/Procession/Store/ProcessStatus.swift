/// The states of a process and of an execution.
public enum ProcessStatus: String, Sendable, Codable, CaseIterable {
    case pending = "PENDING"
    case inProgress = "IN_PROGRESS"
    case completed = "COMPLETED"
    case failed = "FAILED"
    case stopped = "STOPPED"

    /// Whether nothing more happens unless somebody starts it.
    public var isAtRest: Bool { self != .inProgress }
    /// Whether an execution has ended so.
    public var isEnd: Bool { self == .completed || self == .failed || self == .stopped }
}
