public import struct Foundation.Date

/// Where processes, tasks and their history are kept.
///
/// Every call is one transaction, or shares one with others. What a call has returned is durable: it survives a crash
/// of the program and of the machine. A call that throws has changed nothing, unless it throws `databaseUnavailable`
/// and the fault struck while it was committed: then nobody can tell, and the caller has to be able to repeat it. Calls
/// may come from any number of tasks at once; a call whose Swift task is cancelled still takes effect or throws.
///
/// The store evaluates no expressions and knows no executors: it moves rows from state to state. Each move is an
/// update that names the state it comes from; a move that comes too late changes nothing and is no error.
public protocol ProcessStore: Sendable {
    /// Whether nobody but this store can write to the database while it is open, so that every other worker is dead.
    var isExclusive: Bool { get }

    /// Runs Swift tasks between transactions, on a thread that writes; nil where there is none.
    ///
    /// It is for a loop that writes again and again, which then need not change threads for it. What takes long there
    /// holds up all writing.
    var writer: (any TaskExecutor)? { get }

    // MARK: Processes

    /// Stores a process with its task rows and definition: PENDING.
    ///
    /// - Throws: `alreadyExists` if the id is taken.
    func create(_ process: NewProcess, actor: String, now: Date) async throws(ProcessionError)

    /// Starts an execution: task rows are reset or replaced, those without open needs become READY.
    ///
    /// Where as many executions with its concurrency key are under way as may be, it waits for its turn, is FAILED at
    /// once, or has the oldest of them stopped and waits for the end of that, as its limit says.
    ///
    /// - Throws: `notFound`, or `stateConflict` unless the process is at rest; `stateConflict` as well where its limit
    ///   says that a start without room is skipped, which an event records.
    func start(_ execution: NewExecution) async throws(ProcessionError) -> ExecutionRecord

    /// Stores a process and starts its first execution at once; see ``create(_:actor:now:)`` and ``start(_:)``.
    ///
    /// - Throws: what these throw; where the start is skipped, the process has been stored all the same.
    func launch(_ process: NewProcess, _ execution: NewExecution) async throws(ProcessionError) -> ExecutionRecord

    /// Makes and starts a process as the child of a task, which can wait for its end; see ``Awaited/Kind/process``.
    ///
    /// One that is there already, started by the same task, is left as it is. A child that runs when its task fails or is
    /// stopped is asked to stop, in the same transaction.
    ///
    /// - Throws: `stateConflict` unless the task is in progress under the fence, or where a limit of executions skips the
    ///   start; `invalidDefinition` where processes are nested too deep; `alreadyExists` for the id of another process.
    func startChild(_ child: NewChild) async throws(ProcessionError) -> ProcessRecord

    /// Asks a running process to stop: what has not begun becomes STOPPED at once, what runs is named to its worker
    /// as cancelled in the reply to the next batch, and handlers run after that. A second request while handlers run
    /// stops those. A task that waits for a child ends with that, which is asked to stop, too.
    ///
    /// - Throws: `notFound`, or `stateConflict` if the process does not run.
    func requestStop(_ id: ProcessID, actor: String, now: Date) async throws(ProcessionError)

    /// Removes a process with everything that belongs to it.
    ///
    /// - Throws: `notFound`, or `stateConflict` if it runs or is COMPLETED.
    func delete(_ id: ProcessID, actor: String, now: Date) async throws(ProcessionError)

    func process(_ id: ProcessID) async throws(ProcessionError) -> ProcessRecord?
    func processes(_ filter: ProcessFilter) async throws(ProcessionError) -> [ProcessRecord]
    /// Whether anything runs, or can go on by itself until then: not what waits for longer, such as for somebody's word,
    /// for a slot of a pool that has none to give, or for its turn behind such an execution.
    func isBusy(until date: Date) async throws(ProcessionError) -> Bool

    // MARK: Schedules

    /// Processes with `next_run_at` in a range, the earliest first.
    func scheduledProcesses(
        dueFrom start: Date, through end: Date, limit: Int
    ) async throws(ProcessionError) -> [ProcessRecord]
    /// The earliest `next_run_at`; nil if nothing is scheduled.
    func nextScheduledRun() async throws(ProcessionError) -> Date?

    /// Moves a schedule on: `next_run_at` changes only if it still is what the step was decided from, so that each
    /// tick is decided once, however many engines try.
    ///
    /// In the same transaction, where the process is at rest and nothing waits, the first tick starts its execution.
    /// Ticks that are caught up all wait otherwise, in the order of time. Of others, under `skip` none waits; under
    /// `queue` one does, beside those that are caught up; under `replace` the newest alone does, and the execution is
    /// asked to stop, unless it is at its handlers already. What is given up, or can't be started, is an event.
    func carryOut(_ step: ScheduleStep) async throws(ProcessionError) -> ScheduleStepResult
    /// The oldest waiting tick of each process that is at rest.
    func startableTicks(limit: Int) async throws(ProcessionError) -> [WaitingTick]
    /// Ticks of a process that wait for its execution to end, oldest first.
    func waitingTicks(of process: ProcessID) async throws(ProcessionError) -> [Date]
    /// Starts the execution of a waiting tick, or records why that can't be; either way the tick waits no longer.
    ///
    /// nil, with nothing written, if the tick doesn't wait any more or the process is not at rest.
    func fire(
        _ tick: WaitingTick, _ execution: Result<NewExecution, ProcessionError>, actor: String, now: Date
    ) async throws(ProcessionError) -> ExecutionID?
    /// Gives a process another schedule, or none; its waiting ticks are given up unless the schedule stays the same.
    ///
    /// - Throws: `notFound`.
    func change(_ change: ScheduleChange) async throws(ProcessionError)

    // MARK: Approvals

    /// Tasks that wait for approval, the one that has waited longest first.
    func tasksAwaitingApproval(limit: Int) async throws(ProcessionError) -> [TaskRecord]
    /// Ends a task that waits for approval, COMPLETED or FAILED, with the decision as its outputs: of two decisions one
    /// counts.
    ///
    /// - Throws: `notFound`, or `stateConflict` if it does not wait for approval, or the time for that is up.
    func decide(_ decision: ApprovalDecision, on task: TaskID, actor: String) async throws(ProcessionError)

    // MARK: Pools

    /// Pools that were set, and those of tasks that run or are READY, by name.
    func pools() async throws(ProcessionError) -> [PoolRecord]
    /// Says how many tasks of a pool may run at the same time; counts from the next claim on.
    func setPool(_ name: String, slots: Int, actor: String, now: Date) async throws(ProcessionError)
    /// Lets a pool have as many slots again as one that nobody has set.
    ///
    /// - Throws: `notFound` if it was not set.
    func removePool(_ name: String, actor: String, now: Date) async throws(ProcessionError)

    // MARK: Reading what happened

    /// By index.
    func tasks(of process: ProcessID) async throws(ProcessionError) -> [TaskRecord]
    func task(_ id: TaskID) async throws(ProcessionError) -> TaskRecord?
    /// Newest first.
    func executions(of process: ProcessID, limit: Int) async throws(ProcessionError) -> [ExecutionRecord]
    func execution(_ id: ExecutionID) async throws(ProcessionError) -> ExecutionRecord?
    /// In the order in which they started.
    func attempts(of execution: ExecutionID) async throws(ProcessionError) -> [TaskAttempt]
    /// Chunks of an execution after the row that `cursor` names, in the order in which they were written; with the
    /// cursor of the last one. 0 starts at the beginning. A task with items has printed what those have.
    func logs(
        of execution: ExecutionID, task: TaskName?, after cursor: Int, limit: Int
    ) async throws(ProcessionError) -> (chunks: [LogChunk], cursor: Int)
    /// Events after the one that `cursor` names, oldest first; of one process or of all.
    func events(
        after cursor: Int, process: ProcessID?, limit: Int
    ) async throws(ProcessionError) -> [EventRecord]
    /// The id of the newest event; 0 if there is none.
    func lastEventID() async throws(ProcessionError) -> Int
    /// The definition's JSON.
    func definition(digest: String) async throws(ProcessionError) -> String?
    /// ``ExecutionSettings`` as JSON.
    func settings(digest: String) async throws(ProcessionError) -> String?
    /// Status and outputs (JSON object) of the tasks of a process, by name.
    func results(of process: ProcessID, tasks: [TaskName]) async throws(ProcessionError)
        -> [TaskName: StoredResult]

    // MARK: Workers

    /// Adds a worker row.
    func register(_ worker: WorkerRecord) async throws(ProcessionError)
    /// Renews a lease. False if the worker was declared dead or is unknown: it must stop writing.
    func renewLease(of worker: WorkerID, until lease: Duration, now: Date) async throws(ProcessionError) -> Bool
    /// Writes outcomes, releases dependents, ends executions, moves due tasks, claims: one transaction.
    ///
    /// Of what the database refuses for a reason of its own, such as a constraint, the task is FAILED with that reason, and
    /// all else takes place; see ``WorkReply/refused``. So this throws only what may pass, or concerns everything.
    func exchange(_ batch: WorkBatch) async throws(ProcessionError) -> WorkReply
    /// Workers that have not been declared dead.
    func liveWorkers() async throws(ProcessionError) -> [WorkerRecord]
    /// Attempts without outcome whose worker is dead or unknown, for their children to be killed first.
    func interruptedAttempts(limit: Int) async throws(ProcessionError) -> [InterruptedAttempt]
    /// Declares a worker dead: none of its writes takes effect any more.
    func declareDead(_ worker: WorkerID, now: Date) async throws(ProcessionError)
    /// Gives tasks of dead workers back: the attempt is `lost`; by its interruption policy the task becomes READY
    /// again or FAILED, and FAILED too after `maximumLosses` losses in a row. Returns how many.
    func rescue(_ tasks: [InterruptedAttempt], maximumLosses: Int, now: Date) async throws(ProcessionError) -> Int
    /// Removes the row of a worker that holds no task any more.
    func retire(_ worker: WorkerID, now: Date) async throws(ProcessionError)

    // MARK: Retention

    /// What a policy no longer keeps, at most `limit` processes and as many executions, the oldest of each kind first.
    ///
    /// Child processes whose parent task has not ended are kept, whatever their age.
    func expired(_ policy: RetentionPolicy, limit: Int, now: Date) async throws(ProcessionError) -> [ExpiredSubject]
    /// Removes these with what belongs to them, a few hundred rows at a time, until the time is up; those that the
    /// policy keeps after all, because they have changed meanwhile, stay.
    ///
    /// An execution whose output was removed when the time was up is still there, and is among what is left.
    func remove(
        _ subjects: [ExpiredSubject], _ policy: RetentionPolicy, within time: Duration, now: Date
    ) async throws(ProcessionError) -> (removed: RemovedHistory, left: [ExpiredSubject])
    /// Removes output, events and rows of dead workers past their age, the oldest first, until the time is up.
    func trim(
        _ policy: RetentionPolicy, within time: Duration, now: Date
    ) async throws(ProcessionError) -> (removed: RemovedHistory, isDone: Bool)
    /// How many chunks of output and events are past their age, however old their executions are.
    func trimmable(_ policy: RetentionPolicy, now: Date) async throws(ProcessionError) -> RemovedHistory
    /// What would be removed with these: executions, attempts, and chunks of output beside the trimmable ones.
    func contents(
        of subjects: [ExpiredSubject], _ policy: RetentionPolicy, now: Date
    ) async throws(ProcessionError) -> RemovedHistory
    /// Gives the space of removed rows back to the file system until the time is up, all but a reserve for new rows;
    /// true when that is done.
    func reclaimSpace(within time: Duration) async throws(ProcessionError) -> Bool

    // MARK: Care

    /// Every problem found in the file and in the rows; empty is clean.
    func check() async throws(ProcessionError) -> [String]
    /// Writes a consistent copy while work goes on.
    ///
    /// - Throws: `alreadyExists` if there is a file at `path`.
    func backup(to path: String) async throws(ProcessionError)
    func statistics() async throws(ProcessionError) -> StoreStatistics
    /// Ends all connections; waits for writes under way.
    func close() async throws(ProcessionError)
}

/// How a task stands, for references from other tasks.
public struct StoredResult: Sendable, Equatable {
    public var status: TaskStatus
    /// JSON object; nil if it has given none.
    public var outputs: String?
    public var errorMessage: String?

    public init(status: TaskStatus, outputs: String?, errorMessage: String?) {
        self.status = status
        self.outputs = outputs
        self.errorMessage = errorMessage
    }
}

/// An attempt that nobody carries out any more.
public struct InterruptedAttempt: Sendable, Equatable {
    public var taskID: TaskID
    public var fence: Int
    public var attempt: Int
    public var executionID: ExecutionID
    public var task: TaskName
    public var child: ChildIdentity?
    /// nil if the worker's row is gone.
    public var host: String?
    public var bootID: String?

    public init(
        taskID: TaskID, fence: Int, attempt: Int, executionID: ExecutionID, task: TaskName, child: ChildIdentity?,
        host: String?, bootID: String?
    ) {
        self.taskID = taskID
        self.fence = fence
        self.attempt = attempt
        self.executionID = executionID
        self.task = task
        self.child = child
        self.host = host
        self.bootID = bootID
    }
}
