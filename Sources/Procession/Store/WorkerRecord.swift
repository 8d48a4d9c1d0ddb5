public import struct Foundation.Date

/// One row of `workers`: a running engine that claims tasks.
public struct WorkerRecord: Sendable, Codable, Equatable, Identifiable {
    /// Fresh at every start.
    public var id: WorkerID
    public var host: String
    public var pid: Int32
    /// Clock ticks since boot at which the program started: tells it from a later one with the same pid.
    public var startTime: UInt64
    public var bootID: String
    public var slots: Int
    public var startedAt: Date
    /// Wall-clock time of the last heartbeat, for people.
    public var heartbeatAt: Date
    /// When the lease ends, on the boot's monotonic clock.
    public var leaseUntil: Duration
    public var isDead: Bool

    public init(
        id: WorkerID, host: String, pid: Int32, startTime: UInt64, bootID: String, slots: Int, startedAt: Date,
        heartbeatAt: Date, leaseUntil: Duration, isDead: Bool = false
    ) {
        self.id = id
        self.host = host
        self.pid = pid
        self.startTime = startTime
        self.bootID = bootID
        self.slots = slots
        self.startedAt = startedAt
        self.heartbeatAt = heartbeatAt
        self.leaseUntil = leaseUntil
        self.isDead = isDead
    }
}
