public import Logging
public import Procession
public import ServiceLifecycle
import Synchronization

/// Runs processes: hands their tasks to executors, and sees every execution to its end.
///
/// It is a service: `run()` it in a `ServiceGroup`, or ``start()`` and ``stop()`` it by hand. Processes can be started
/// and stopped before it runs; their tasks then wait in the database.
public final class ProcessOrchestrator: Service {
    private enum Phase {
        case idle
        case running(Dispatcher)
        case ended
    }

    private struct State {
        var phase = Phase.idle
        var service: Task<Void, Never>?
        /// Why the engine ended by itself.
        var fault: ProcessionError?
    }

    package let parts: EngineParts
    package let manager: ProcessManager
    private let identity: WorkerIdentity
    private let lease: WorkerLease
    private let reap: @Sendable (InterruptedAttempt) async -> Void
    private let waiters = ExecutionWaiters()
    private let shutdown = WakeSignal()
    /// Has schedules looked at.
    private let scheduleSignal = WakeSignal()
    private let state = Mutex(State())

    /// Creates an engine that does nothing yet.
    ///
    /// - Parameters:
    ///   - store: where everything is kept.
    ///   - types: what can be started.
    ///   - executors: what tasks can be carried out by.
    ///   - configuration: slots, leases, graces and intervals.
    ///   - secrets: where the values of secrets come from.
    ///   - clock: what time it is and how time passes.
    ///   - ids: the ids of executions, tasks and workers; nil makes UUIDs of version 7.
    ///   - random: the jitter of retries.
    ///   - executor: runs the engine's Swift tasks, those of executors included; nil is the default pool.
    ///   - identity: what this program is recorded as.
    ///   - logger: what operators should know.
    ///   - reap: kills what an attempt has started on this host and boot, if it still runs: the worker has died, or
    ///     its lease is over.
    public init(
        store: any ProcessStore, types: ProcessTypeRegistry, executors: ExecutorRegistry,
        configuration: EngineConfiguration = EngineConfiguration(), secrets: SecretStore = SecretStore(),
        clock: any ProcessionClock = SystemClock(), ids: (any IdentifierSource)? = nil,
        random: RandomSource = RandomSource(), executor: (any TaskExecutor)? = nil, identity: WorkerIdentity = .current,
        logger: Logger = Logger(label: "procession"),
        reap: @escaping @Sendable (InterruptedAttempt) async -> Void = { _ in }
    ) {
        parts = EngineParts(
            store: store, types: types, executors: executors, secrets: secrets, clock: clock,
            ids: ids ?? UUIDv7Source(clock: clock), random: random, executor: executor, configuration: configuration,
            logger: logger)
        manager = ProcessManager(parts: parts)
        self.identity = identity
        lease = WorkerLease(parts)
        self.reap = reap
    }

    // MARK: Life

    /// Works until the service group shuts down, ``stop()`` is called or the Swift task is cancelled.
    ///
    /// Running tasks then have the configured grace to end; after it they are torn down and handed back, so that the
    /// next engine goes on with them at once.
    ///
    /// - Throws: `stateConflict` if it was run before; what the store throws when the worker can't be registered;
    ///   `databaseCorrupt` when the database turns out to be damaged, which nothing but a restored backup mends.
    public func run() async throws {
        let dispatcher = try await prepare()
        await serve(dispatcher)
        if let fault = state.withLock({ $0.fault }) { throw fault }
    }

    /// Starts working in the background; returns when tasks can be carried out.
    ///
    /// - Throws: what ``run()`` throws.
    public func start() async throws {
        let dispatcher = try await prepare()
        // Awaited by stop().
        let service = Task(executorPreference: parts.executor) { await self.serve(dispatcher) }
        state.withLock { $0.service = service }
    }

    /// Ends ``start()``: no new tasks, the grace for running ones, then they are handed back.
    public func stop() async {
        shutdown.signal()
        await state.withLock { $0.service }?.value
    }

    /// Ends running tasks now instead of waiting for the grace of a shutdown to pass.
    public func hurry() {
        dispatcher?.cancelAll(.shutdown)
    }

    private var dispatcher: Dispatcher? {
        state.withLock { if case .running(let dispatcher) = $0.phase { dispatcher } else { nil } }
    }

    private func prepare() async throws -> Dispatcher {
        guard case .idle = state.withLock({ $0.phase }) else {
            throw ProcessionError(
                .stateConflict, "this orchestrator was run before", hint: "make a new one for each run")
        }
        try await register()
        let dispatcher = Dispatcher(
            parts: parts, lease: lease, waiters: waiters,
            kill: { [reap, identity] in await reap($0.remains(on: identity)) },
            onWorkerLost: { [weak self] in await self?.replace($0) },
            onEnd: { [scheduleSignal] in scheduleSignal.signal() },
            onFault: { [weak self] in self?.end(because: $0) })
        state.withLock { $0.phase = .running(dispatcher) }
        let rescued = try await rescueDuty.rescue(worker: lease.worker, isStart: true)
        if rescued > 0 { parts.logger.notice("\(rescued) interrupted tasks are taken up again") }
        return dispatcher
    }

    private func serve(_ dispatcher: Dispatcher) async {
        await withGracefulShutdownHandler {
            await withTaskCancellationHandler {
                await work(dispatcher)
            } onCancel: {
                self.shutdown.signal()
            }
        } onGracefulShutdown: {
            self.shutdown.signal()
        }
        state.withLock { $0.phase = .ended }
        do {
            try await parts.store.retire(lease.worker, now: parts.clock.now)
        } catch {
            parts.logger.warning("the worker's row can't be removed: \(error)")
        }
    }

    private func work(_ dispatcher: Dispatcher) async {
        await withTaskGroup { group in
            let leaseDuty = LeaseDuty(
                parts: parts, lease: lease, onLeaseOver: { dispatcher.fence($0) },
                onWorkerLost: { [weak self] in await self?.replace($0) })
            group.addTask { await leaseDuty.run() }
            group.addTask { await self.rescueDuty.run(worker: { self.lease.worker }) { dispatcher.wake() } }
            group.addTask { await self.tick(dispatcher) }
            if let policy = parts.configuration.retention {
                group.addTask { await RetentionDuty(parts: self.parts, policy: policy).run() }
            }
            let schedules = scheduleDuty(for: dispatcher)
            if parts.configuration.runsSchedules { group.addTask { await schedules.run() } }
            // Running tasks outlive a cancelled service by their grace, so the loop must not be cancelled with it.
            // On the thread that writes, which it would only wait for anywhere else.
            let loop = Task(executorPreference: parts.executor ?? parts.store.writer) { await dispatcher.run() }
            dispatcher.wake()
            await shutdown.wait()
            schedules.end()
            await drain(dispatcher, loop: loop)
            group.cancelAll()
        }
    }

    private func end(because fault: ProcessionError) {
        parts.logger.critical("the engine ends: \(fault)")
        state.withLock { $0.fault = fault }
        shutdown.signal()
    }

    private func drain(_ dispatcher: Dispatcher, loop: Task<Void, Never>) async {
        dispatcher.drain()
        let clock = parts.clock, grace = parts.configuration.shutdownGrace
        let timer = Task(executorPreference: parts.executor) {
            try await clock.sleep(for: grace)
            dispatcher.cancelAll(.shutdown)
        }
        await loop.value
        timer.cancel()
    }

    private func tick(_ dispatcher: Dispatcher) async {
        var sinceLook = Duration.zero
        while true {
            do {
                try await parts.clock.sleep(for: parts.configuration.logInterval)
            } catch {
                return
            }
            dispatcher.flushLogs()
            sinceLook += parts.configuration.logInterval
            if sinceLook >= parts.configuration.pollInterval {
                sinceLook = .zero
                dispatcher.checkCancellations()
                scheduleSignal.signal()
                await wakeWaiters()
            }
        }
    }

    private func scheduleDuty(for dispatcher: Dispatcher) -> ScheduleDuty {
        ScheduleDuty(
            parts: parts, manager: manager, signal: scheduleSignal, onStart: { dispatcher.wake() },
            onStop: { [weak self] in
                dispatcher.checkCancellations()
                await self?.wakeWaiters()
            })
    }

    /// Finds ends that came about outside this engine's own transactions.
    private func wakeWaiters() async {
        for id in waiters.awaited {
            if let execution = try? await parts.store.execution(id), !execution.status.isEnd { continue }
            waiters.ended(id)
        }
    }

    /// Takes a lease under a new id.
    private func register() async throws {
        let id = WorkerID(parts.ids.next())
        let asked = parts.clock.monotonic
        try await parts.store.register(
            WorkerRecord(
                id: id, host: identity.host, pid: identity.pid, startTime: identity.startTime,
                bootID: identity.bootID, slots: parts.configuration.slots, startedAt: parts.clock.now,
                heartbeatAt: parts.clock.now, leaseUntil: asked + parts.configuration.leaseDuration))
        lease.hold(as: id, since: asked)
    }

    /// Goes on under a new id after a worker has lost its lease, unless that has happened already.
    private func replace(_ worker: WorkerID) async {
        do {
            try await lease.replace(worker) {
                try await register()
                dispatcher?.become(lease.worker)
            }
        } catch {
            parts.logger.error("no new worker can be registered: \(error)")
        }
    }

    private var rescueDuty: RescueDuty { RescueDuty(parts: parts, identity: identity, reap: reap) }

    // MARK: Processes

    /// Makes a process and starts its first execution, both or neither.
    ///
    /// For a process of very many tasks it takes half the time of a creation and a start.
    ///
    /// - Parameters:
    ///   - type: the name of a registered process type.
    ///   - input: the input as somebody gave it.
    ///   - id: nil has one made.
    ///   - priority: added to that of each of its tasks; see `TaskPriority`.
    ///   - baseDirectory: where relative paths among the inputs start; nil is the program's working directory.
    ///   - caller: who is recorded in its events.
    /// - Throws: `notFound` for the type, `invalidInput` with all problems, `invalidDefinition`, `invalidArgument` for
    ///   the priority, `alreadyExists` for the id. `stateConflict` where a limit of executions skips the start: then the
    ///   process has been made, and is at rest.
    @discardableResult
    public func launchProcess(
        type: ProcessTypeName, input: RawInput = .none, id: ProcessID? = nil, priority: Int = 0,
        baseDirectory: String? = nil, by caller: Caller = .library
    ) async throws(ProcessionError) -> ExecutionRecord {
        let (process, execution) = try await manager.newLaunch(
            type: type, input: input, id: id, priority: priority, baseDirectory: baseDirectory, by: caller)
        return try await begun(execution) { store throws(ProcessionError) in
            try await store.launch(process, execution)
        }
    }

    /// Starts an execution of a process that is at rest.
    ///
    /// - Throws: `notFound`, `stateConflict` if it runs, or why its type can't be expanded with its input.
    @discardableResult
    public func startProcess(_ id: ProcessID, by caller: Caller = .library) async throws(ProcessionError)
        -> ExecutionRecord
    {
        try await start(try await manager.newExecution(of: id, by: caller))
    }

    /// Runs the last execution of a process again, as a new one that names it as `rerunOf`.
    ///
    /// With `onlyFailed` it takes over the tasks that completed, with their outputs, and runs what failed or was stopped,
    /// what comes after that, and the handlers. A task that was skipped by its own condition stays so. A task whose
    /// definition has changed in the meantime runs again with all that needs it, and everything runs again where the
    /// input has changed.
    ///
    /// - Throws: `notFound`; `stateConflict` if it runs, has never run, or has nothing that failed; or why its type
    ///   can't be expanded with its input.
    @discardableResult
    public func rerunProcess(
        _ id: ProcessID, onlyFailed: Bool = false, by caller: Caller = .library
    ) async throws(ProcessionError) -> ExecutionRecord {
        try await start(try await manager.newRerun(of: id, onlyFailed: onlyFailed, by: caller))
    }

    private func start(_ execution: NewExecution) async throws(ProcessionError) -> ExecutionRecord {
        try await begun(execution) { store throws(ProcessionError) in try await store.start(execution) }
    }

    /// Has an execution begin, and the engine see what follows from it.
    private func begun(
        _ execution: NewExecution,
        by begin: (any ProcessStore) async throws(ProcessionError) -> ExecutionRecord
    ) async throws(ProcessionError) -> ExecutionRecord {
        let record = try await begin(parts.store)
        guard execution.expansion.concurrency != nil else {
            dispatcher?.wake()
            return record
        }
        // It may have had others stopped, or have ended itself already.
        dispatcher?.checkCancellations()
        await wakeWaiters()
        return record
    }

    /// Says how many tasks of a pool may run at the same time, over all processes; see ``ProcessManager/pools()``.
    ///
    /// - Throws: `invalidArgument` for a name that is none, or for less than 0 slots.
    public func setPool(_ name: String, slots: Int, by caller: Caller = .library) async throws(ProcessionError) {
        try await manager.setPool(name, slots: slots, by: caller)
        dispatcher?.wake()
    }

    /// Lets a pool have as many slots again as one that nobody has set.
    ///
    /// - Throws: `notFound` if it was not set.
    public func removePool(_ name: String, by caller: Caller = .library) async throws(ProcessionError) {
        try await manager.removePool(name, by: caller)
        dispatcher?.wake()
    }

    /// Asks a running process to stop; its running tasks are torn down, its handlers still run.
    ///
    /// - Throws: `notFound`, or `stateConflict` if it does not run.
    public func stopProcess(_ id: ProcessID, by caller: Caller = .library) async throws(ProcessionError) {
        try await parts.store.requestStop(id, actor: caller.rawValue, now: parts.clock.now)
        dispatcher?.checkCancellations()
        // Where nothing was running, the process has stopped already.
        scheduleSignal.signal()
        await wakeWaiters()
    }

    /// Decides on a task that waits for approval; a rejection fails it.
    ///
    /// - Parameters:
    ///   - task: the task, of ``ProcessManager/tasksAwaitingApproval(limit:)``.
    ///   - isApproved: whether the process may go on.
    ///   - name: who decides, at most 255 bytes; nobody checks it.
    ///   - note: why, at most 4,096 bytes.
    ///   - caller: who is recorded in the events.
    /// - Throws: `notFound`; `stateConflict` if it does not wait for approval, such as because somebody else has decided;
    ///   `invalidArgument` for a name or a note that can't be kept.
    public func decide(
        on task: TaskID, isApproved: Bool, by name: String? = nil, note: String? = nil, caller: Caller = .library
    ) async throws(ProcessionError) {
        try await manager.decide(on: task, isApproved: isApproved, by: name, note: note, caller: caller)
        dispatcher?.wake()
        // It may have been the last task of its execution.
        scheduleSignal.signal()
        await wakeWaiters()
    }

    /// Returns the execution when it has ended.
    ///
    /// It returns early, with the execution as it stands, when the Swift task is cancelled.
    ///
    /// - Throws: `notFound`.
    public func waitForEnd(of id: ExecutionID) async throws(ProcessionError) -> ExecutionRecord {
        do {
            try await waiters.wait(for: id) { try await execution(id).status.isEnd }
        } catch let error as ProcessionError {
            throw error
        } catch {
            throw ProcessionError(.internalFault, "the wait for execution '\(id)' failed", cause: error)
        }
        return try await execution(id)
    }

    /// Removes history now, in steps between which other work goes on; returns when all that is past its age is gone.
    ///
    /// - Parameter policy: nil goes by the engine's own, which may keep everything.
    /// - Returns: what was removed.
    @discardableResult
    public func pruneHistory(_ policy: RetentionPolicy? = nil) async throws(ProcessionError) -> RemovedHistory {
        guard let policy = policy ?? parts.configuration.retention else { return RemovedHistory() }
        do {
            return try await RetentionDuty(parts: parts, policy: policy).pruner.prune()
        } catch let error as ProcessionError {
            throw error
        } catch {
            throw ProcessionError(.internalFault, "the removal of history was cut short", cause: error)
        }
    }

    private func execution(_ id: ExecutionID) async throws(ProcessionError) -> ExecutionRecord {
        guard let record = try await parts.store.execution(id) else {
            throw ProcessionError(.notFound, "there is no execution '\(id)'")
        }
        return record
    }
}
