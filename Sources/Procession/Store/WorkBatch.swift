public import struct Foundation.Date

/// What a worker tells and asks the store in one transaction.
public struct WorkBatch: Sendable {
    public var worker: WorkerID
    public var outcomes: [AttemptOutcome]
    public var decisions: [Decision]
    /// What running attempts printed and reported since the last batch.
    public var reports: [AttemptReport]
    /// How many READY tasks the worker can take, by lane.
    public var capacity: [TaskLane: Int]
    /// Whether the reply should name running tasks of this worker that have to be cancelled.
    public var checksCancellations: Bool
    /// What this worker knows that it holds, where a reply may have been lost; nil where it knows all.
    ///
    /// What it holds besides, and so has not begun, is handed out again in the reply.
    public var known: Set<HeldTask>?
    public var now: Date

    public init(
        worker: WorkerID, outcomes: [AttemptOutcome] = [], decisions: [Decision] = [],
        reports: [AttemptReport] = [], capacity: [TaskLane: Int] = [:], checksCancellations: Bool = true,
        known: Set<HeldTask>? = nil, now: Date
    ) {
        self.worker = worker
        self.outcomes = outcomes
        self.decisions = decisions
        self.reports = reports
        self.capacity = capacity
        self.checksCancellations = checksCancellations
        self.known = known
        self.now = now
    }

    /// One claim of a task.
    public struct HeldTask: Sendable, Hashable {
        public var taskID: TaskID
        public var fence: Int

        public init(taskID: TaskID, fence: Int) {
            self.taskID = taskID
            self.fence = fence
        }
    }

    /// How an attempt ended.
    public struct AttemptOutcome: Sendable {
        public enum Result: Sendable {
            /// `outputs` is a JSON object.
            case completed(outputs: String)
            case failed(TaskFailure)
            /// Failed, but tried again at the date; counts as a retry.
            case retry(TaskFailure, at: Date)
            /// The executor asked to be called again at the date, with the checkpoint (JSON); does not count as a retry.
            case waiting(until: Date, checkpoint: String? = nil, for: Awaited? = nil)
            case stopped(message: String)
            /// Handed back before it began: READY at once, by shutdown.
            case returned
            /// Handed back unfinished, by shutdown: READY at once, or FAILED by its interruption policy.
            case interrupted
        }

        public var taskID: TaskID
        public var fence: Int
        public var result: Result
        public var exitCode: Int?
        /// The end of what it printed, secrets masked.
        public var outputTail: String
        public var logs: [LogChunk]
        public var endedAt: Date

        public init(
            taskID: TaskID, fence: Int, result: Result, exitCode: Int? = nil, outputTail: String = "",
            logs: [LogChunk] = [], endedAt: Date
        ) {
            self.taskID = taskID
            self.fence = fence
            self.result = result
            self.exitCode = exitCode
            self.outputTail = outputTail
            self.logs = logs
            self.endedAt = endedAt
        }
    }

    /// The engine's answer to something that the store can't decide, because it evaluates no expressions.
    public enum Decision: Sendable {
        /// The condition of a PENDING task holds: it becomes READY.
        case run(TaskID)
        /// The condition does not hold: it becomes SKIPPED, and what needs it goes on.
        case skip(TaskID)
        /// The condition can't be evaluated: it becomes FAILED.
        case fail(TaskID, TaskFailure)
        /// The PENDING row of a group begins: these are its items, and they are decided on one by one if there is a
        /// condition for them. Rows that it has for other items go.
        case expand(TaskID, [NewItem], condition: String?)
        /// The outputs of a process, as a JSON object.
        case outputs(ExecutionID, String)
        /// The outputs can't be computed: the execution goes on as FAILED.
        case outputsFailed(ExecutionID, TaskFailure)
    }

    /// An item of a group, as the row that it becomes.
    public struct NewItem: Sendable, Equatable {
        public var id: TaskID
        /// JSON.
        public var item: String
        /// What a person would read.
        public var command: String

        public init(id: TaskID, item: String, command: String) {
            self.id = id
            self.item = item
            self.command = command
        }
    }

    /// News of a running attempt.
    public struct AttemptReport: Sendable {
        public var taskID: TaskID
        public var fence: Int
        public var logs: [LogChunk]
        public var progress: Double?
        public var child: ChildIdentity?

        public init(
            taskID: TaskID, fence: Int, logs: [LogChunk] = [], progress: Double? = nil, child: ChildIdentity? = nil
        ) {
            self.taskID = taskID
            self.fence = fence
            self.logs = logs
            self.progress = progress
            self.child = child
        }
    }
}

/// What the store answers, true from the moment at which the transaction was committed.
public struct WorkReply: Sendable {
    /// False once the worker was declared dead: nothing of the batch was written, nothing may run on.
    public var workerIsAlive: Bool
    /// Tasks that are this worker's from now on; their attempt rows are written.
    public var claimed: [ClaimedTask]
    /// Outcomes that came too late: another worker holds the task, or it is no longer in progress.
    public var fenced: [TaskID]
    /// What of the batch, or of what was due, the database refuses, so that something else was written in its place.
    public var refused: [Refusal]
    /// PENDING tasks that only wait for their condition to be evaluated.
    public var undecided: [UndecidedTask]
    /// Executions whose tasks have completed and whose outputs are to be computed.
    public var awaitingOutputs: [ExecutionID]
    /// Running tasks of this worker that have to end.
    public var cancelled: [Cancellation]
    /// Executions that this transaction ended.
    public var ended: [ExecutionID]
    /// When the next WAITING task becomes due or the next execution times out; nil if nothing does.
    public var nextDueAt: Date?

    public init(
        workerIsAlive: Bool = true, claimed: [ClaimedTask] = [], fenced: [TaskID] = [],
        refused: [Refusal] = [], undecided: [UndecidedTask] = [], awaitingOutputs: [ExecutionID] = [],
        cancelled: [Cancellation] = [],
        ended: [ExecutionID] = [], nextDueAt: Date? = nil
    ) {
        self.workerIsAlive = workerIsAlive
        self.claimed = claimed
        self.fenced = fenced
        self.refused = refused
        self.undecided = undecided
        self.awaitingOutputs = awaitingOutputs
        self.cancelled = cancelled
        self.ended = ended
        self.nextDueAt = nextDueAt
    }

    /// A running task that has to end, and why.
    public struct Cancellation: Sendable, Equatable {
        public enum Reason: Sendable, Equatable {
            case stop
            /// The execution's own timeout has passed.
            case executionTimeout
        }

        public var taskID: TaskID
        public var fence: Int
        public var reason: Reason

        public init(taskID: TaskID, fence: Int, reason: Reason) {
            self.taskID = taskID
            self.fence = fence
            self.reason = reason
        }
    }

    public struct UndecidedTask: Sendable {
        public var taskID: TaskID
        public var processID: ProcessID
        public var executionID: ExecutionID
        public var task: TaskName
        public var condition: String
        /// JSON: the item of the row of one.
        public var item: String?
        /// What the engine has to know of a group beside; nil for every other task.
        public var group: Group?

        /// What the items of a group are made from, as the group's row says.
        public struct Group: Sendable, Equatable {
            /// JSON of ``ForEach/items``.
            public var items: String
            public var executor: ExecutorName
            /// JSON, references unresolved.
            public var configuration: String

            public init(items: String, executor: ExecutorName, configuration: String) {
                self.items = items
                self.executor = executor
                self.configuration = configuration
            }
        }

        public init(
            taskID: TaskID, processID: ProcessID, executionID: ExecutionID, task: TaskName, condition: String,
            item: String? = nil, group: Group? = nil
        ) {
            self.taskID = taskID
            self.processID = processID
            self.executionID = executionID
            self.task = task
            self.condition = condition
            self.item = item
            self.group = group
        }
    }
}

/// A task that a worker has just been given.
public struct ClaimedTask: Sendable {
    public var taskID: TaskID
    public var processID: ProcessID
    public var executionID: ExecutionID
    public var index: Int
    public var name: TaskName
    public var trigger: HandlerTrigger?
    public var executor: ExecutorName
    public var lane: TaskLane
    public var configuration: String
    public var environment: String
    public var workingDirectory: String?
    public var declaredOutputs: String
    public var timeout: Duration
    public var retry: RetryPolicy
    public var retryCount: Int
    public var attempt: Int
    public var fence: Int
    /// JSON: what the task said when it last asked to be called again.
    public var checkpoint: String?
    /// JSON: the item of a task with ``ForEach``.
    public var item: String?

    public init(
        taskID: TaskID, processID: ProcessID, executionID: ExecutionID, index: Int, name: TaskName,
        trigger: HandlerTrigger?, executor: ExecutorName, lane: TaskLane, configuration: String,
        environment: String, workingDirectory: String?, declaredOutputs: String, timeout: Duration,
        retry: RetryPolicy, retryCount: Int, attempt: Int, fence: Int, checkpoint: String? = nil,
        item: String? = nil
    ) {
        self.taskID = taskID
        self.processID = processID
        self.executionID = executionID
        self.index = index
        self.name = name
        self.trigger = trigger
        self.executor = executor
        self.lane = lane
        self.configuration = configuration
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.declaredOutputs = declaredOutputs
        self.timeout = timeout
        self.retry = retry
        self.retryCount = retryCount
        self.attempt = attempt
        self.fence = fence
        self.checkpoint = checkpoint
        self.item = item
    }
}
