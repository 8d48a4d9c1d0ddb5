public import Procession

/// How an engine works: sizes, intervals and limits.
public struct EngineConfiguration: Sendable {
    /// How many child processes run at the same time; by default four times the number of cores, since most of
    /// them wait for something else most of the time.
    public var slots: Int
    /// How many tasks run at the same time inside the engine, without a child process.
    public var inlineSlots: Int
    /// How often the worker's lease is renewed.
    public var heartbeatInterval: Duration
    /// How long a lease lasts; past it, others may take the worker's tasks.
    public var leaseDuration: Duration
    /// How often the database is asked for work that another program may have made ready.
    public var pollInterval: Duration
    /// How often the output of running tasks is written, so that it can be followed.
    public var logInterval: Duration
    /// How long running tasks may go on after a shutdown was asked for.
    public var shutdownGrace: Duration
    /// How long children may take between SIGTERM and SIGKILL.
    public var stopGrace: Duration
    /// How much output an attempt may keep, in bytes: half of it from its beginning, half from its end.
    public var outputLimit: Int
    /// How often in a row a task may lose its worker before it counts as poisonous and FAILED.
    public var maximumLosses: Int
    /// Whether the engine fires schedules, and keeps a process for each that a process type declares.
    public var runsSchedules: Bool
    /// What history the engine keeps; nil removes nothing.
    public var retention: RetentionPolicy?
    /// How often the engine looks for history that is past its age.
    public var retentionInterval: Duration

    public init(
        slots: Int = 4 * ProcessorCount.active, inlineSlots: Int = 256, heartbeatInterval: Duration = .seconds(3),
        leaseDuration: Duration = .seconds(10), pollInterval: Duration = .seconds(1),
        logInterval: Duration = .milliseconds(250), shutdownGrace: Duration = .seconds(30),
        stopGrace: Duration = .seconds(10), outputLimit: Int = 1 << 20, maximumLosses: Int = 3,
        runsSchedules: Bool = true, retention: RetentionPolicy? = RetentionPolicy(),
        retentionInterval: Duration = .seconds(600)
    ) {
        self.slots = slots
        self.inlineSlots = inlineSlots
        self.heartbeatInterval = heartbeatInterval
        self.leaseDuration = leaseDuration
        self.pollInterval = pollInterval
        self.logInterval = logInterval
        self.shutdownGrace = shutdownGrace
        self.stopGrace = stopGrace
        self.outputLimit = outputLimit
        self.maximumLosses = maximumLosses
        self.runsSchedules = runsSchedules
        self.retention = retention
        self.retentionInterval = retentionInterval
    }
}
