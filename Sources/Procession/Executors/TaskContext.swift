public import Logging

public import struct Foundation.Date

/// What an executor knows about the attempt that it carries out, and how it talks back while it runs.
public struct TaskContext: Sendable {
    public var processID: ProcessID
    public var processType: ProcessTypeName
    public var executionID: ExecutionID
    public var taskID: TaskID
    public var task: TaskName
    /// 1 is the first try in this execution.
    public var attempt: Int
    /// The same for all attempts of this task in one execution: hand it to whatever must not do the work twice.
    public var idempotencyKey: String
    /// The inputs of the process, typed.
    ///
    /// Secret ones hold their value; it is masked in everything that is kept.
    public var inputs: [String: Value]
    /// The item that the task runs for, where it runs for each of several.
    public var item: Value?
    /// What the process type and the task declare as variables, resolved.
    ///
    /// Secrets are among them only where named.
    public var environment: [String: String]
    /// Whether children get the engine's whole environment instead of the short allow-list.
    public var inheritsEnvironment: Bool
    /// Absolute.
    public var workingDirectory: String
    /// Where relative paths of the configuration start, absolute: the folder of the YAML file.
    public var baseDirectory: String
    /// The types of the outputs that the task declares; others are kept as they come.
    public var declaredOutputs: [String: ValueType]
    /// When the attempt must have ended, on the wall clock.
    ///
    /// The engine cancels the Swift task then.
    public var deadline: Date
    /// How long children may take between SIGTERM and SIGKILL.
    public var stopGrace: Duration
    /// The secrets that this task names, by name.
    public var secrets: [String: String]
    /// Care of the database that the engine works on; nil outside an engine.
    public var database: (any DatabaseCare)?
    /// What the engine lets the task do with other processes; nil outside an engine.
    public var processes: (any TaskProcesses)?
    /// What the task said when it last asked to be called again; nil in the first attempt and after a failure.
    ///
    /// It outlives attempts that are lost or handed back.
    public var checkpoint: Value?
    public var clock: any ProcessionClock
    private let engineLogger: Logger
    private let fence: @Sendable () -> Bool
    /// Takes what the attempt prints, reports and starts.
    public var reporter: any TaskReporter

    public init(
        processID: ProcessID, processType: ProcessTypeName, executionID: ExecutionID, taskID: TaskID,
        task: TaskName, attempt: Int, idempotencyKey: String, inputs: [String: Value] = [:],
        item: Value? = nil, environment: [String: String] = [:], inheritsEnvironment: Bool = false,
        workingDirectory: String,
        baseDirectory: String, declaredOutputs: [String: ValueType] = [:], deadline: Date,
        stopGrace: Duration = .seconds(10), secrets: [String: String] = [:], database: (any DatabaseCare)? = nil,
        processes: (any TaskProcesses)? = nil, checkpoint: Value? = nil,
        isFenced: @escaping @Sendable () -> Bool = { false }, clock: any ProcessionClock, logger: Logger,
        reporter: any TaskReporter
    ) {
        self.processID = processID
        self.processType = processType
        self.executionID = executionID
        self.taskID = taskID
        self.task = task
        self.attempt = attempt
        self.idempotencyKey = idempotencyKey
        self.inputs = inputs
        self.item = item
        self.environment = environment
        self.inheritsEnvironment = inheritsEnvironment
        self.workingDirectory = workingDirectory
        self.baseDirectory = baseDirectory
        self.declaredOutputs = declaredOutputs
        self.deadline = deadline
        self.stopGrace = stopGrace
        self.secrets = secrets
        self.database = database
        self.processes = processes
        self.checkpoint = checkpoint
        fence = isFenced
        self.clock = clock
        engineLogger = logger
        self.reporter = reporter
    }

    /// Whether the worker has lost the task, so that another may begin with it at any moment.
    ///
    /// The Swift task is cancelled then, as for a stop; but what is under way has to end at once, without the grace of one.
    /// Children that the reporter was told of are killed by the engine.
    public var isFenced: Bool { fence() }

    /// Writes to the engine's log, with the ids of this attempt.
    ///
    /// Made anew at each call: most attempts log nothing, and putting the ids into a logger costs as much as a row.
    public var logger: Logger {
        var logger = engineLogger
        logger[metadataKey: "process"] = "\(processID)"
        logger[metadataKey: "execution"] = "\(executionID)"
        logger[metadataKey: "task"] = "\(task)"
        logger[metadataKey: "task_id"] = "\(taskID)"
        logger[metadataKey: "attempt"] = "\(attempt)"
        return logger
    }

    /// Adds text to the attempt's captured output.
    public func log(_ text: String, stream: LogStream = .stdout) {
        reporter.log(Array(text.utf8), stream: stream)
    }

    /// Says how far the work is, from 0 to 1, with an optional word on what it is doing.
    public func progress(_ fraction: Double, _ message: String? = nil) {
        reporter.progress(min(max(fraction, 0), 1), message: message)
    }
}

/// The engine's side of a running attempt.
///
/// Every call returns at once and may come from any thread. What comes after the attempt has ended is dropped.
public protocol TaskReporter: Sendable {
    /// Captured output, in the order in which it came. Bytes need not be UTF-8 nor end with a line.
    func log(_ bytes: [UInt8], stream: LogStream)
    func progress(_ fraction: Double, message: String?)
    /// A child process was started: kept so that a later engine can find and kill it.
    func started(child: ChildIdentity)
}

/// What tells one process of one boot from every other, pid reuse included.
public struct ChildIdentity: Sendable, Hashable, Codable {
    /// Also the process group and the session.
    public var pid: Int32
    /// Field 22 of /proc/PID/stat: clock ticks since boot.
    public var startTime: UInt64

    public init(pid: Int32, startTime: UInt64) {
        self.pid = pid
        self.startTime = startTime
    }
}
