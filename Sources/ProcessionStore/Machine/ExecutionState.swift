import Procession

/// Where an execution stands, as ``ExecutionMachine`` keeps it during one transaction.
struct ExecutionState {
    /// What of an execution is under way, in this order; of the three lists by result, one is run.
    enum Phase: String {
        case main, outputs
        case onSuccess = "on_success"
        case onFailure = "on_failure"
        case onStop = "on_stop"
        case finally, ended

        /// The handlers that run in this phase; nil for the tasks of the process itself.
        var trigger: HandlerTrigger? { HandlerTrigger(rawValue: rawValue) }
    }

    /// Why nothing more of the present phase begins, the weakest reason first.
    enum Closing: String {
        /// A task has failed, and the execution is to fail fast.
        case failure
        case timeout, stop
    }

    let id: ExecutionID
    let processID: ProcessID
    let failsFast: Bool
    let hasOutputs: Bool
    let hasHandlers: Bool
    var totalTasks: Int
    /// Whether rows were added or removed.
    var totalHasChanged = false
    /// What it shares a limit of executions by; nil if it has none.
    let concurrencyKey: String?
    /// The task that has started the process as its child; nil if none has.
    let parentTask: TaskID?
    /// Whether it waits for its turn among those with its key.
    var isQueued: Bool
    var phase: Phase
    /// Tasks of the present phase that have not ended.
    var openTasks: Int
    var closing: Closing?
    /// What the execution will end as; nil as long as nothing has gone wrong in its main phase.
    var result: ProcessStatus?
    var errorMessage: String?
    /// JSON object.
    var outputs: String?
    var deadlineHasPassed = false
    /// Index of the first task that has not ended.
    var currentIndex: Int
    /// Whether a task at the current index, or one that isn't known, has ended.
    var indexMayMove = false
    var wasStopRequested = false
    /// Whether it had ended before this transaction: it is history then, and its process may run for another one.
    let hadEnded: Bool

    var isEnded: Bool { phase == .ended }

    /// Records the first thing that went wrong.
    mutating func fail(_ message: String) {
        guard result == nil || result == .completed else { return }
        result = .failed
        if errorMessage == nil { errorMessage = message }
    }
}

extension ExecutionState {
    /// Columns: see ``ExecutionMachine/state(of:)``.
    init(_ id: ExecutionID, _ row: any SQLRow) throws(ProcessionError) {
        self.id = id
        processID = ProcessID(row.text(0))
        phase = try row.word(1)
        openTasks = row.integer(2)
        closing = try row.optionalWord(3)
        result = try row.optionalWord(4)
        errorMessage = row.optionalText(5)
        failsFast = row.flag(6)
        hasOutputs = row.flag(7)
        hasHandlers = row.integer(8) > 0
        outputs = row.optionalText(9)
        currentIndex = row.integer(10)
        totalTasks = row.integer(11)
        concurrencyKey = row.optionalText(12)
        isQueued = row.flag(13)
        hadEnded = phase == .ended
        parentTask = row.optionalID(14)
    }
}
