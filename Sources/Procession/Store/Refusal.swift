extension WorkReply {
    /// Something that a database with nothing wrong with it does not take, such as a value that a constraint forbids.
    ///
    /// Tried again it would be refused again, so it must not hold up what shares its transaction.
    public struct Refusal: Sendable, Equatable {
        /// nil where it concerns no task alone.
        public var taskID: TaskID?
        /// nil where it concerns no execution as a whole.
        public var executionID: ExecutionID?
        /// What was refused and why, as a clause that names its task or execution.
        public var message: String
        /// Whether a failure was written in its place; the task or execution is as it was otherwise.
        public var isFailed: Bool

        public init(
            taskID: TaskID? = nil, executionID: ExecutionID? = nil, message: String, isFailed: Bool
        ) {
            self.taskID = taskID
            self.executionID = executionID
            self.message = message
            self.isFailed = isFailed
        }
    }
}
