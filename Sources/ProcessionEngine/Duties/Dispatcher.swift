import Foundation
import Logging
import Procession
import Synchronization

/// The duty that hands work out and brings outcomes home.
///
/// One loop talks to the store. While a transaction is under way, outcomes gather; the next one takes them all, frees
/// what waited for them and claims as many tasks as there are free slots. So the number of commits follows the speed of
/// the disk, not the number of tasks.
final class Dispatcher: Sendable {
    private struct State {
        var worker: WorkerID
        /// Whether the lease of the worker is over, and no other has taken its place yet.
        var isFenced = false
        /// Whether a reply may have been lost, and with it tasks that this worker holds since then.
        var isUnsure = false
        /// What ended every attempt; while the engine is to end, also one that is handed out afterwards.
        var ending: AttemptControl.Reason?
        var running: [TaskID: RunningAttempt] = [:]
        var outcomes: [WorkBatch.AttemptOutcome] = []
        var decisions: [WorkBatch.Decision] = []
        var checksCancellations = true
        var reportsLogs = false
        var isDraining = false
        var nextDue: Duration?

        /// What runs, always in the same order, so that a simulation can be repeated.
        var inOrder: [RunningAttempt] { running.values.sorted { $0.task.taskID < $1.task.taskID } }

        /// Everything that the worker holds, as far as it knows, beside what is stuck with it; nil where it is sure to
        /// know all.
        func known(beside stuck: Set<WorkBatch.HeldTask>) -> Set<WorkBatch.HeldTask>? {
            guard isUnsure else { return nil }
            let running = running.values.map { WorkBatch.HeldTask(taskID: $0.task.taskID, fence: $0.task.fence) }
            let ended = outcomes.map { WorkBatch.HeldTask(taskID: $0.taskID, fence: $0.fence) }
            return stuck.union(running + ended)
        }
    }

    private let parts: EngineParts
    private let lease: WorkerLease
    private let contexts: ExecutionContexts
    private let decider: ConditionDecider
    private let runner: AttemptRunner
    private let waiters: ExecutionWaiters
    private let refusals: Refusals
    private let metrics = EngineMetrics()
    private let rounds: DutyMetrics
    private let kill: @Sendable (RunningAttempt) async -> Void
    private let onWorkerLost: @Sendable (WorkerID) async -> Void
    private let onEnd: @Sendable () -> Void
    private let onFault: @Sendable (ProcessionError) -> Void
    private let signal = WakeSignal()
    private let alarm: Alarm
    private let state: Mutex<State>

    /// - Parameters:
    ///   - kill: kills what an attempt has started.
    ///   - onWorkerLost: called when the store says that a worker is dead; it is to call ``become(_:)``.
    ///   - onEnd: called when executions have ended.
    ///   - onFault: called when the database is damaged: no try will ever succeed, so the engine is to end.
    init(
        parts: EngineParts, lease: WorkerLease, waiters: ExecutionWaiters,
        kill: @escaping @Sendable (RunningAttempt) async -> Void,
        onWorkerLost: @escaping @Sendable (WorkerID) async -> Void, onEnd: @escaping @Sendable () -> Void,
        onFault: @escaping @Sendable (ProcessionError) -> Void
    ) {
        self.parts = parts
        self.lease = lease
        self.waiters = waiters
        self.kill = kill
        self.onWorkerLost = onWorkerLost
        self.onEnd = onEnd
        self.onFault = onFault
        contexts = ExecutionContexts(store: parts.store)
        decider = ConditionDecider(parts: parts, contexts: contexts)
        runner = AttemptRunner(parts: parts, contexts: contexts)
        refusals = Refusals(logger: parts.logger)
        rounds = DutyMetrics(.dispatch, clock: parts.clock)
        alarm = Alarm(parts) { [signal] in signal.signal() }
        state = Mutex(State(worker: lease.worker))
    }

    // MARK: Orders from outside

    /// Looks for work now.
    func wake() { signal.signal() }

    /// Looks now whether running tasks have to end.
    func checkCancellations() {
        state.withLock { $0.checksCancellations = true }
        signal.signal()
    }

    /// Writes what running tasks have printed; does nothing while there is none.
    func flushLogs() {
        let isBusy = state.withLock { state in
            state.reportsLogs = !state.running.isEmpty
            return state.reportsLogs
        }
        if isBusy { signal.signal() }
    }

    /// Claims no more; ``run(until:)`` returns once nothing runs any more.
    func drain() {
        state.withLock { $0.isDraining = true }
        signal.signal()
    }

    /// Ends every running attempt, and while the engine is to end, those that are handed out afterwards.
    func cancelAll(_ reason: AttemptControl.Reason) {
        let attempts = state.withLock { state in
            state.ending = reason
            return state.inOrder
        }
        for attempt in attempts { attempt.control.cancel(reason) }
    }

    /// Drops everything that is done in the name of a worker whose lease is over; does nothing until ``become(_:)``.
    func fence(_ worker: WorkerID) {
        let attempts = state.withLock { state -> [RunningAttempt] in
            guard state.worker == worker else { return [] }
            state.isFenced = true
            state.outcomes = []
            return state.inOrder
        }
        for attempt in attempts { fence(attempt) }
    }

    /// Drops everything that was done in the name of a worker that is dead, and goes on as another one.
    ///
    /// The attempts of the old worker are ended and waited for by the loop before anything new is claimed.
    func become(_ worker: WorkerID) {
        let attempts = state.withLock { state in
            state.worker = worker
            state.isFenced = false
            state.isUnsure = false
            state.outcomes = []
            return state.inOrder
        }
        for attempt in attempts { fence(attempt) }
        signal.signal()
    }

    /// Ends an attempt without the grace that a stop gives: others may begin with its task at any moment.
    private func fence(_ attempt: RunningAttempt) {
        attempt.control.cancel(.fenced)
        guard attempt.task.lane == .child else { return }
        // Ends with the attempt, which the loop waits for.
        Task(executorPreference: parts.executor) { [self] in
            // More than once, because a child may just be about to start.
            while state.withLock({ $0.running[attempt.task.taskID] === attempt }) {
                await kill(attempt)
                _ = try? await parts.clock.sleep(for: Self.killInterval)
            }
        }
    }

    /// How often a fenced attempt is killed until it is over.
    private static let killInterval = Duration.milliseconds(250)

    /// What runs now.
    var running: [RunningAttempt] { state.withLock { $0.inOrder } }

    // MARK: The loop

    /// Works until ``drain()`` was called and nothing runs any more.
    func run() async {
        repeat {
            await signal.wait()
            repeat {
                guard let batch = nextBatch() else { break }
                switch await exchange(batch) {
                case .reply(let reply): await apply(reply, to: batch.worker)
                case .workerLost(let worker):
                    fence(worker)
                    await onWorkerLost(worker)
                case .abandoned: break
                }
            } while hasMore()
            setAlarm()
        } while !isDone()
        alarm.set(to: nil)
    }

    private func isDone() -> Bool {
        state.withLock { $0.isDraining && $0.running.isEmpty && $0.outcomes.isEmpty }
    }

    private func hasMore() -> Bool {
        state.withLock { !$0.outcomes.isEmpty || !$0.decisions.isEmpty }
    }

    /// nil as long as nothing may be done in the name of a worker.
    private func nextBatch() -> WorkBatch? {
        endOverdue()
        let next = state.withLock { state -> (WorkBatch, [RunningAttempt])? in
            guard !state.isFenced else { return nil }
            var capacity: [TaskLane: Int] = [:]
            let hasFenced = state.running.values.contains { $0.control.reason == .fenced }
            if !state.isDraining, !hasFenced {
                var used: [TaskLane: Int] = [:]
                for attempt in state.running.values { used[attempt.task.lane, default: 0] += 1 }
                capacity[.child] = max(parts.configuration.slots - (used[.child] ?? 0), 0)
                capacity[.inline] = max(parts.configuration.inlineSlots - (used[.inline] ?? 0), 0)
            }
            let batch = WorkBatch(
                worker: state.worker, outcomes: state.outcomes, decisions: state.decisions, capacity: capacity,
                checksCancellations: state.checksCancellations && !state.running.isEmpty,
                known: state.known(beside: refusals.stuck),
                now: parts.clock.now)
            let attempts = state.reportsLogs ? state.inOrder : []
            state.outcomes = []
            state.decisions = []
            state.checksCancellations = false
            state.reportsLogs = false
            return (batch, attempts)
        }
        guard let (batch, attempts) = next else { return nil }
        var complete = batch
        complete.reports = attempts.compactMap { $0.output?.takeReport() }
        return complete
    }

    /// Ends attempts whose own time is up.
    private func endOverdue() {
        let now = parts.clock.monotonic
        for attempt in running where attempt.deadline <= now { attempt.control.cancel(.timeout) }
    }

    private enum Exchange {
        case reply(WorkReply)
        case workerLost(WorkerID)
        /// The engine is to end and the database still can't be written, so that the next engine finds these attempts
        /// lost; or another worker has taken the place of the one that the batch was for.
        case abandoned
    }

    /// After a day at the latest the database is asked again, in seconds: clocks can't sleep for centuries.
    private static let longestSleep = 86_400.0

    /// How often a batch is tried while the engine is to end: for about six seconds.
    private static let triesWhileDraining = 5

    /// Writes a batch, however long the database can't be written, unless the engine is to end.
    private func exchange(_ batch: WorkBatch) async -> Exchange {
        var batch = batch
        var failures = 0
        while true {
            do {
                let reply = try await rounds.round { [batch] () throws(ProcessionError) in
                    try await parts.store.exchange(batch)
                }
                // A reply that comes late speaks of tasks that are others' by now.
                guard isCurrent(batch.worker) else { return .abandoned }
                if batch.known != nil { state.withLock { $0.isUnsure = false } }
                if !reply.refused.isEmpty { refusals.note(reply.refused, of: batch) }
                metrics.record(batch, reply, running: state.withLock { $0.running.count })
                if failures > 0 {
                    parts.logger.notice("the database can be written again")
                    // The batch that got through claimed nothing.
                    signal.signal()
                }
                return reply.workerIsAlive ? .reply(reply) : .workerLost(batch.worker)
            } catch {
                guard isCurrent(batch.worker) else { return .abandoned }
                guard error.code != .databaseCorrupt else {
                    onFault(error)
                    return .abandoned
                }
                if failures == 0 {
                    parts.logger.error("the database can't be written; running tasks go on: \(error)")
                }
                // Outcomes are kept and written when it works again; nothing new is taken on until then, but what was
                // claimed by a transaction whose reply was lost.
                batch.capacity = [:]
                failures += 1
                if failures > Self.triesWhileDraining, state.withLock({ $0.isDraining }) {
                    parts.logger.error("\(batch.outcomes.count) outcomes are lost; their tasks run again")
                    return .abandoned
                }
                let pause = min(Duration.milliseconds(100 << min(failures, 6)), .seconds(5))
                // A cancelled sleep returns at once, and a shutdown must not spin: so the pause can't be cut short.
                await Task(executorPreference: parts.executor) { [clock = parts.clock] in
                    _ = try? await clock.sleep(for: pause)
                }.value
                guard isCurrent(batch.worker) else { return .abandoned }
                batch.known = state.withLock { state in
                    state.isUnsure = true
                    return state.known(beside: refusals.stuck)
                }
                batch.now = parts.clock.now
            }
        }
    }

    private func isCurrent(_ worker: WorkerID) -> Bool { state.withLock { $0.worker == worker && !$0.isFenced } }

    private func apply(_ reply: WorkReply, to worker: WorkerID) async {
        for id in reply.ended {
            parts.logger.debug("execution ended", metadata: ["execution": "\(id)"])
            contexts.remove(id)
            waiters.ended(id)
        }
        if !reply.ended.isEmpty { onEnd() }
        for cancellation in reply.cancelled {
            let attempt = state.withLock { $0.running[cancellation.taskID] }
            guard let attempt, attempt.task.fence == cancellation.fence else { continue }
            attempt.control.cancel(cancellation.reason == .stop ? .stop : .executionTimeout)
        }
        for task in reply.claimed { start(task, of: worker) }
        let decisions =
            await decider.decide(reply.undecided) + decider.outputs(of: reply.awaitingOutputs)
        state.withLock { state in
            state.decisions += decisions
            state.nextDue = reply.nextDueAt.map {
                let seconds = min(max($0.timeIntervalSince(parts.clock.now), 0), Self.longestSleep)
                return parts.clock.monotonic + .milliseconds(Int64(seconds * 1000) + 1)
            }
        }
    }

    private func start(_ task: ClaimedTask, of worker: WorkerID) {
        let control = AttemptControl { [lease] in lease.worker == worker && lease.isTrusted }
        let attempt = RunningAttempt(
            task: task, deadline: parts.clock.monotonic + task.timeout, control: control)
        state.withLock { state in
            state.running[task.taskID] = attempt
            if state.isDraining, let ending = state.ending { control.cancel(ending) }
        }
        parts.logger.debug("attempt started", metadata: task.logFields)
        // The loop goes on until nothing runs; a group could not cancel one of its tasks alone.
        let cancel = begin(attempt)
        attempt.control.onCancel(cancel)
    }

    /// Carries an attempt out, on a thread of its own if it waits for a child; returns what cancels it.
    private func begin(_ attempt: RunningAttempt) -> @Sendable () -> Void {
        let run: @Sendable () async -> WorkBatch.AttemptOutcome = { [runner] in
            await runner.run(attempt.task, control: attempt.control) { attempt.output = $0 }
        }
        let end: @Sendable (WorkBatch.AttemptOutcome) -> Void = { [self] in finish(attempt, outcome: $0) }
        // Without a thread to be had, the executor will say that it can't start a child.
        let ownsThread = attempt.task.lane == .child && parts.executor == nil
        if ownsThread, let work = try? DedicatedThread.task(run, atEnd: end) { return { work.cancel() } }
        let work = Task(executorPreference: parts.executor) { end(await run()) }
        return { work.cancel() }
    }

    private func finish(_ attempt: RunningAttempt, outcome: WorkBatch.AttemptOutcome) {
        metrics.recordAttempt(parts.clock.monotonic - (attempt.deadline - attempt.task.timeout))
        parts.logger.debug(
            "attempt ended",
            metadata: attempt.task.logFields.merging(["outcome": "\(outcome.result.word)"]) { $1 })
        state.withLock { state in
            state.running[attempt.task.taskID] = nil
            if attempt.control.reason != .fenced { state.outcomes.append(outcome) }
        }
        signal.signal()
    }

    private func setAlarm() {
        let (running, nextDue) = state.withLock { ($0.running.values, $0.isFenced ? nil : $0.nextDue) }
        let deadlines = running.filter { $0.control.reason == nil }.map(\.deadline)
        alarm.set(to: (deadlines + [nextDue].compactMap(\.self)).min())
    }
}
