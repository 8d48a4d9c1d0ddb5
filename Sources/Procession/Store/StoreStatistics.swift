public import struct Foundation.Date

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
    /// Of ``databaseBytes``, what is free for new rows.
    public var freeBytes: Int
    /// Of the log of what was written last, beside the database.
    public var writeAheadLogBytes: Int
    /// When the oldest execution that is kept was started; nil if there is none.
    public var oldestExecution: Date?
    /// When the oldest event that is kept was recorded; nil if there is none.
    public var oldestEvent: Date?
    public var schemaVersion: Int

    public init(
        processes: [ProcessStatus: Int], tasks: [TaskStatus: Int], executions: Int, attempts: Int, events: Int,
        logBytes: Int, databaseBytes: Int, freeBytes: Int, writeAheadLogBytes: Int, oldestExecution: Date?,
        oldestEvent: Date?, schemaVersion: Int
    ) {
        self.processes = processes
        self.tasks = tasks
        self.executions = executions
        self.attempts = attempts
        self.events = events
        self.logBytes = logBytes
        self.databaseBytes = databaseBytes
        self.freeBytes = freeBytes
        self.writeAheadLogBytes = writeAheadLogBytes
        self.oldestExecution = oldestExecution
        self.oldestEvent = oldestEvent
        self.schemaVersion = schemaVersion
    }
}

extension ProcessStatus: CodingKeyRepresentable {}
extension TaskStatus: CodingKeyRepresentable {}
