/// The task that has started a process as its child.
public struct ParentTask: Sendable, Codable, Hashable {
    public var processID: ProcessID
    public var executionID: ExecutionID
    public var taskID: TaskID

    public init(processID: ProcessID, executionID: ExecutionID, taskID: TaskID) {
        self.processID = processID
        self.executionID = executionID
        self.taskID = taskID
    }
}
