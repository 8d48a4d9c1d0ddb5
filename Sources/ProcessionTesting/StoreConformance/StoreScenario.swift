import Procession
import Synchronization

import struct Foundation.Date

/// A store with one process and one worker, and words to move them: what a check is written in.
///
/// Its clock stands still but for ``advance(_:)``.
final class StoreScenario: Sendable {
    static let epoch = Date(timeIntervalSince1970: 1_800_000_000)

    let store: any ProcessStore
    let worker: WorkerID = "worker-1"
    let process: ProcessID = "process-1"
    private let state = Mutex((now: StoreScenario.epoch, executions: 0, handed: [TaskName: ClaimedTask]()))

    init(_ store: any ProcessStore) { self.store = store }

    var now: Date { state.withLock { $0.now } }

    func later(_ seconds: Double) -> Date { now.addingTimeInterval(seconds) }

    func advance(_ seconds: Double) { state.withLock { $0.now.addTimeInterval(seconds) } }

    // MARK: Processes

    /// Stores a process with these tasks; their order is that of the list, handlers last.
    func create(
        _ tasks: [NewTask], id: ProcessID = "process-1", digest: String? = nil, failFast: Bool = true,
        timeout: Duration? = nil, hasOutputs: Bool = false, concurrency: ConcurrencyLimit? = nil, priority: Int = 0
    ) async throws -> Expansion {
        let expansion = Self.expansion(
            tasks, of: id, digest: digest ?? "digest-of-\(id)", failFast: failFast, timeout: timeout,
            hasOutputs: hasOutputs, concurrency: concurrency)
        try await store.create(
            NewProcess(id: id, type: "nightly", inputData: "a:1", priority: priority, expansion: expansion),
            actor: "cli", now: now)
        return expansion
    }

    @discardableResult
    func start(
        _ expansion: Expansion, id: ProcessID = "process-1", rerunOf: ExecutionID? = nil, takesOver: [TaskName] = []
    ) async throws -> ExecutionID {
        let number = state.withLock { state in
            state.executions += 1
            return state.executions
        }
        let execution = NewExecution(
            id: ExecutionID("execution-\(number)"), processID: id, triggeredBy: .manual, rerunOf: rerunOf,
            takesOver: Set(takesOver), expansion: expansion, actor: "cli", now: now)
        return try await store.start(execution).id
    }

    /// Creates and starts a process, and registers the worker.
    @discardableResult
    func run(
        _ tasks: [NewTask], failFast: Bool = true, timeout: Duration? = nil, hasOutputs: Bool = false
    ) async throws -> ExecutionID {
        let expansion = try await create(tasks, failFast: failFast, timeout: timeout, hasOutputs: hasOutputs)
        try await register()
        return try await start(expansion)
    }

    func stop() async throws { try await store.requestStop(process, actor: "cli", now: now) }

    // MARK: The worker

    func register(_ worker: WorkerID = "worker-1") async throws { try await store.register(Self.record(worker, now)) }

    static func record(_ worker: WorkerID, _ now: Date) -> WorkerRecord {
        WorkerRecord(
            id: worker, host: "host-1", pid: 4711, startTime: 12_345, bootID: "boot-1", slots: 4, startedAt: now,
            heartbeatAt: now, leaseUntil: .seconds(10))
    }

    /// An exchange of the worker; what it claims is remembered by name.
    ///
    /// - Throws: ``ConformanceFailure`` where something is refused, unless that is what the check is about.
    @discardableResult
    func exchange(
        _ outcomes: [WorkBatch.AttemptOutcome] = [], decisions: [WorkBatch.Decision] = [],
        reports: [WorkBatch.AttemptReport] = [], capacity: [TaskLane: Int] = [:],
        known: Set<WorkBatch.HeldTask>? = nil, worker: WorkerID = "worker-1", maybeRefused: Bool = false
    ) async throws -> WorkReply {
        let reply = try await store.exchange(
            WorkBatch(
                worker: worker, outcomes: outcomes, decisions: decisions, reports: reports, capacity: capacity,
                known: known, now: now))
        if !maybeRefused { try expect(reply.refused, equals: [], "what is refused") }
        state.withLock { state in for task in reply.claimed { state.handed[task.name] = task } }
        return reply
    }

    /// Claims up to `count` tasks of the child lane, and says their names.
    @discardableResult
    func claim(_ count: Int = 100, worker: WorkerID = "worker-1") async throws -> [String] {
        try await exchange(capacity: [.child: count], worker: worker).claimed.map(\.name.rawValue)
    }

    /// The last claim of a task.
    func handed(_ name: TaskName) throws -> ClaimedTask {
        guard let task = state.withLock({ $0.handed[name] }) else {
            throw ConformanceFailure(description: "task '\(name)' was not claimed")
        }
        return task
    }

    func outcome(
        _ name: TaskName, _ result: WorkBatch.AttemptOutcome.Result, exitCode: Int? = nil, tail: String = "",
        logs: [LogChunk] = []
    ) throws -> WorkBatch.AttemptOutcome {
        let task = try handed(name)
        return WorkBatch.AttemptOutcome(
            taskID: task.taskID, fence: task.fence, result: result, exitCode: exitCode, outputTail: tail, logs: logs,
            endedAt: now)
    }

    /// Ends a claimed task, and claims whatever that made READY.
    @discardableResult
    func end(
        _ name: TaskName, _ result: WorkBatch.AttemptOutcome.Result = .completed(outputs: "{}"), claim count: Int = 100
    ) async throws -> WorkReply {
        try await exchange([try outcome(name, result)], capacity: [.child: count])
    }

    func fail(_ name: TaskName, _ message: String = "exit code 3") async throws -> WorkReply {
        try await end(name, .failed(TaskFailure(.runtime, message, exitCode: 3)))
    }

    func chunk(_ execution: ExecutionID, _ task: ClaimedTask, _ content: String, sequence: Int = 0) -> LogChunk {
        LogChunk(
            executionID: execution, taskID: task.taskID, attempt: task.attempt, sequence: sequence, stream: .stdout,
            offset: 0, content: content, loggedAt: now)
    }

    // MARK: What is there

    func record() async throws -> ProcessRecord {
        guard let record = try await store.process(process) else {
            throw ConformanceFailure(description: "process '\(process)' is gone")
        }
        return record
    }

    func task(_ name: TaskName) async throws -> TaskRecord {
        guard let task = try await store.tasks(of: process).first(where: { $0.name == name }) else {
            throw ConformanceFailure(description: "there is no task '\(name)'")
        }
        return task
    }

    /// The states of all tasks as text: `load COMPLETED, report READY`.
    func states() async throws -> String {
        try await store.tasks(of: process).map { "\($0.name) \($0.status.rawValue)" }.joined(separator: ", ")
    }

    /// The process as text: `FAILED at 2 of 4: task 'load' failed: exit code 3`.
    func standing() async throws -> String {
        let record = try await record()
        let error = record.errorMessage.map { ": \($0)" } ?? ""
        return "\(record.status.rawValue) at \(record.currentTaskIndex) of \(record.totalTasks)\(error)"
    }

    // MARK: Definitions

    static func task(
        _ name: TaskName, needs: [Int] = [], trigger: HandlerTrigger? = nil, lane: TaskLane = .child,
        condition: String? = nil, allowsFailure: Bool = false, onInterruption: InterruptionPolicy = .retry,
        retry: RetryPolicy = .never, pool: String? = nil, priority: Int = 0
    ) -> NewTask {
        NewTask(
            id: "", index: 0, name: name, trigger: trigger, executor: "shell", lane: lane, command: "run \(name)",
            configuration: #"{"run":"\#(name)"}"#, environment: #"{"A":"1"}"#, workingDirectory: "/srv",
            timeout: .seconds(90), retry: retry, needs: needs, condition: condition, allowsFailure: allowsFailure,
            onInterruption: onInterruption, declaredOutputs: #"{"rows":"integer"}"#, pool: pool, priority: priority)
    }

    /// Tasks of these names, each of which needs the one before it.
    static func chain(_ names: TaskName...) -> [NewTask] {
        names.enumerated().map { task($1, needs: $0 == 0 ? [] : [$0 - 1]) }
    }

    /// Tasks of these names that need nothing.
    static func fan(_ names: TaskName...) -> [NewTask] { names.map { task($0) } }

    static func expansion(
        _ tasks: [NewTask], of process: ProcessID, digest: String, failFast: Bool = true, timeout: Duration? = nil,
        hasOutputs: Bool = false, concurrency: ConcurrencyLimit? = nil
    ) -> Expansion {
        var tasks = tasks
        for index in tasks.indices {
            tasks[index].index = index
            let number = String(index)
            let padded = String(repeating: "0", count: 6 - min(number.count, 6)) + number
            tasks[index].id = TaskID("\(process)-\(digest)-\(padded)")
        }
        return Expansion(
            digest: digest, definition: #"{"digest":"\#(digest)"}"#, settings: #"{"secrets":[]}"#, failFast: failFast,
            timeout: timeout, hasOutputs: hasOutputs, concurrency: concurrency, tasks: tasks)
    }
}
