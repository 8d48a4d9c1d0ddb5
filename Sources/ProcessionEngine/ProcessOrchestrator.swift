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
        var worker: WorkerID = ""
        var service: Task<Void, Never>?
        /// Why the engine ended by itself.
        var fault: ProcessionError?
    }

    package let parts: EngineParts
    package let manager: ProcessManager
    private let identity: WorkerIdentity
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
    ///   - identity: what this program is recorded as.
    ///   - reap: kills what is left of an attempt whose worker died on this host and boot.
    public init(
        store: any ProcessStore, types: ProcessTypeRegistry, executors: ExecutorRegistry,
        configuration: EngineConfiguration = EngineConfiguration(), secrets: SecretStore = SecretStore(),
        clock: any ProcessionClock = SystemClock(), ids: (any IdentifierSource)? = nil,
        random: RandomSource = RandomSource(), identity: WorkerIdentity = .current,
        logger: Logger = Logger(label: "procession"),
        reap: @escaping @Sendable (InterruptedAttempt) async -> Void = { _ in }
    ) {
        parts = EngineParts(
            store: store, types: types, executors: executors, secrets: secrets, clock: clock,
            ids: ids ?? UUIDv7Source(clock: clock), random: random, configuration: configuration, logger: logger)
        manager = ProcessManager(parts: parts)
        self.identity = identity
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
        let service = Task { await serve(dispatcher) }
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
        let worker = try await register()
        let dispatcher = Dispatcher(
            parts: parts, worker: worker, waiters: waiters,
            onWorkerLost: { [weak self] in await self?.becomeAnotherWorker() },
            onEnd: { [scheduleSignal] in scheduleSignal.signal() },
            onFault: { [weak self] in self?.end(because: $0) })
        state.withLock {
            $0.worker = worker
            $0.phase = .running(dispatcher)
        }
        let rescued = try await rescueDuty.rescue(worker: worker, isStart: true)
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
        let worker = state.withLock { state in
            state.phase = .ended
            return state.worker
        }
        do {
            try await parts.store.retire(worker, now: parts.clock.now)
        } catch {
            parts.logger.warning("the worker's row can't be removed: \(error)")
        }
    }

    private func work(_ dispatcher: Dispatcher) async {
        await withTaskGroup { group in
            let worker: @Sendable () -> WorkerID = { self.state.withLock { $0.worker } }
            let lease = LeaseDuty(parts: parts, worker: worker) { [weak self] in await self?.becomeAnotherWorker() }
            group.addTask { await lease.run() }
            group.addTask { await self.rescueDuty.run(worker: worker) { dispatcher.wake() } }
            group.addTask { await self.tick(dispatcher) }
            if let policy = parts.configuration.retention {
                group.addTask { await RetentionDuty(parts: self.parts, policy: policy).run() }
            }
            let schedules = scheduleDuty(for: dispatcher)
            if parts.configuration.runsSchedules { group.addTask { await schedules.run() } }
            // Running tasks outlive a cancelled service by their grace, so the loop must not be cancelled with it.
            let loop = Task { await dispatcher.run() }
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
        let timer = Task {
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

    private func register() async throws -> WorkerID {
        let id = WorkerID(parts.ids.next())
        try await parts.store.register(
            WorkerRecord(
                id: id, host: identity.host, pid: identity.pid, startTime: identity.startTime,
                bootID: identity.bootID, slots: parts.configuration.slots, startedAt: parts.clock.now,
                heartbeatAt: parts.clock.now, leaseUntil: parts.clock.monotonic + parts.configuration.leaseDuration))
        return id
    }

    /// Goes on under a new id after this worker was declared dead.
    private func becomeAnotherWorker() async {
        do {
            let worker = try await register()
            state.withLock { $0.worker = worker }
            dispatcher?.become(worker)
        } catch {
            parts.logger.error("no new worker can be registered: \(error)")
        }
    }

    private var rescueDuty: RescueDuty { RescueDuty(parts: parts, identity: identity, reap: reap) }

    // MARK: Processes

    /// Starts an execution of a process that is at rest.
    ///
    /// - Throws: `notFound`, `stateConflict` if it runs, or why its type can't be expanded with its input.
    @discardableResult
    public func startProcess(_ id: ProcessID, by caller: Caller = .library) async throws(ProcessionError)
        -> ExecutionRecord
    {
        let execution = try await manager.newExecution(of: id, by: caller)
        let record = try await parts.store.start(execution)
        dispatcher?.wake()
        return record
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
