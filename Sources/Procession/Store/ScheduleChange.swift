public import struct Foundation.Date

/// The schedule that a process gets instead of the one it has.
public struct ScheduleChange: Sendable {
    /// What a declaration's input has become.
    public struct Input: Sendable, Equatable {
        /// As it was given.
        public var data: String
        /// Typed and completed with defaults: a JSON object.
        public var values: String

        public init(data: String, values: String) {
            self.data = data
            self.values = values
        }
    }

    public var processID: ProcessID
    /// nil takes the schedule away.
    public var schedule: String?
    public var timeZone: String?
    public var missedPolicy: MissedPolicy?
    public var overlapPolicy: OverlapPolicy?
    /// The first tick of the new schedule; ticks of the old one that wait are given up.
    ///
    /// Ignored where schedule and zone are those that the process has: then its ticks go on.
    public var nextRunAt: Date?
    /// Whether even the same schedule begins anew at ``nextRunAt``.
    public var beginsAnew: Bool
    /// Counts from the next start on; nil leaves the input as it is.
    public var input: Input?
    public var actor: String
    public var now: Date

    public init(
        processID: ProcessID, schedule: String?, timeZone: String? = nil, missedPolicy: MissedPolicy? = nil,
        overlapPolicy: OverlapPolicy? = nil, nextRunAt: Date?, beginsAnew: Bool = true, input: Input? = nil,
        actor: String, now: Date
    ) {
        self.processID = processID
        self.schedule = schedule
        self.timeZone = timeZone
        self.missedPolicy = missedPolicy
        self.overlapPolicy = overlapPolicy
        self.nextRunAt = nextRunAt
        self.beginsAnew = beginsAnew
        self.input = input
        self.actor = actor
        self.now = now
    }
}
