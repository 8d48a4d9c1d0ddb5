/// What happens to a tick while an execution of the same process still runs.
public enum OverlapPolicy: String, Sendable, Codable, CaseIterable {
    /// The tick doesn't fire; an event records that.
    case skip
    /// The tick fires when the execution has ended. One tick waits; a further one is skipped.
    case queue
    /// The execution is stopped, and the tick fires when it has ended.
    case replace
}
