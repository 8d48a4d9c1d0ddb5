/// A process to be made and started as the child of a task.
public struct NewChild: Sendable {
    /// How many processes may be nested in each other, the outermost included: a type that starts itself has to end.
    public static let deepest = 10

    /// At rest until it is started; it has no schedule.
    public var process: NewProcess
    public var execution: NewExecution
    public var parent: ParentTask
    /// The claim in whose name the child is started.
    public var fence: Int

    public init(process: NewProcess, execution: NewExecution, parent: ParentTask, fence: Int) {
        self.process = process
        self.execution = execution
        self.parent = parent
        self.fence = fence
    }
}
