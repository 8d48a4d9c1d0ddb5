/// In which order tasks that are READY go.
///
/// Each point of priority is worth 15 seconds of waiting: a task goes before another that became READY as much later.
/// So what waits moves up by itself, and nothing waits behind newcomers for longer than 50 minutes, whatever their
/// priority.
public enum TaskPriority {
    /// What a process type, a task or a process may say; what they say together counts within these bounds too.
    public static let range = -100...100

    /// The nearest priority within ``range``.
    public static func clamped(_ priority: Int) -> Int { min(max(priority, range.lowerBound), range.upperBound) }
}
