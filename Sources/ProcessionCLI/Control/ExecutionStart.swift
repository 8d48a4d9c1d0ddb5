/// How a command has an execution of a process begun.
enum ExecutionStart: Sendable {
    case start
    /// The last execution once more; `onlyFailed` takes over what completed in it.
    case rerun(onlyFailed: Bool)
}
