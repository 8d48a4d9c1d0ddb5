/// How much a database holds.
public struct StoreStatistics: Sendable, Codable, Equatable {
    public var processes: [ProcessStatus: Int]
    public var tasks: [TaskStatus: Int]
    public var executions: Int
    public var attempts: Int
    public var events: Int
    /// In bytes; logs as characters stored.
    public var logBytes: Int
    public var databaseBytes: Int
    public var schemaVersion: Int

    public init(
        processes: [ProcessStatus: Int], tasks: [TaskStatus: Int], executions: Int, attempts: Int, events: Int,
        logBytes: Int, databaseBytes: Int, schemaVersion: Int
    ) {
        self.processes = processes
        self.tasks = tasks
        self.executions = executions
        self.attempts = attempts
        self.events = events
        self.logBytes = logBytes
        self.databaseBytes = databaseBytes
        self.schemaVersion = schemaVersion
    }
}

extension ProcessStatus: CodingKeyRepresentable {}
extension TaskStatus: CodingKeyRepresentable {}
