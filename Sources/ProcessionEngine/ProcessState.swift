public import Procession

/// How a process stands, with its tasks.
public struct ProcessState: Sendable, Codable, Equatable {
    public var process: ProcessRecord
    public var tasks: [TaskRecord]

    public init(process: ProcessRecord, tasks: [TaskRecord]) {
        self.process = process
        self.tasks = tasks
    }

    public var status: ProcessStatus { process.status }
    /// How many tasks have ended, handlers included.
    public var finishedTasks: Int { tasks.count { $0.status.isEnd } }
}
