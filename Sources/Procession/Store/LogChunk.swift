public import struct Foundation.Date

/// One row of `task_logs`: a piece of what an attempt printed.
public struct LogChunk: Sendable, Codable, Equatable {
    public var executionID: ExecutionID
    public var taskID: TaskID
    public var attempt: Int
    /// Orders the chunks of one attempt over all streams; 0 is the first.
    public var sequence: Int
    public var stream: LogStream
    /// Where the chunk starts in its stream, in bytes of what the attempt printed.
    public var offset: Int
    /// Invalid UTF-8 and NUL are replacement characters.
    public var content: String
    public var loggedAt: Date

    public init(
        executionID: ExecutionID, taskID: TaskID, attempt: Int, sequence: Int, stream: LogStream, offset: Int,
        content: String, loggedAt: Date
    ) {
        self.executionID = executionID
        self.taskID = taskID
        self.attempt = attempt
        self.sequence = sequence
        self.stream = stream
        self.offset = offset
        self.content = content
        self.loggedAt = loggedAt
    }
}
