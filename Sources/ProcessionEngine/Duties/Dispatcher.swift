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
        var running: [TaskID: RunningAttempt] = [:]
        var outcomes: [WorkBatch.AttemptOutcome] = []
        var decisions: [WorkBatch.Decision] = []
        var checksCancellations = true
        var reportsLogs = false
        var isDraining = false
        var nextDue: Duration?
    }

    private let parts: EngineParts
    private let contexts: ExecutionContexts
    private let decider: ConditionDecider
    private let runner: AttemptRunner
    private let waiters: ExecutionWaiters
    private let metrics = EngineMetrics()
    private let onWorkerLost: @Sendable () async -> Void
    private let onEnd: @Sendable () -> Void
    private let signal = WakeSignal()
    private let alarm: Alarm
    private let state: Mutex<State>

    /// - Parameters:
    ///   - onWorkerLost: called when the store says that the worker is dead; it is to call ``become(_:)``.
    ///   - onEnd: called when executions have ended.
    init(
        parts: EngineParts, worker: WorkerID, waiters: ExecutionWaiters,
        onWorkerLost: @escaping @Sendable () async -> Void, onEnd: @escaping @Sendable () -> Void
    ) {
        self.parts = parts
        self.waiters = waiters
        self.onWorkerLost = onWorkerLost
        self.onEnd = onEnd
        contexts = ExecutionContexts(store: parts.store)
        decider = ConditionDecider(parts: parts, contexts: contexts)
        runner = AttemptRunner(parts: parts, contexts: contexts)
        alarm = Alarm(clock: parts.clock) { [signal] in signal.signal() }
        state = Mutex(State(worker: worker))
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

    /// Ends every running attempt.
    func cancelAll(_ reason: AttemptControl.Reason) {
        for attempt in state.withLock({ Array($0.running.values) }) { attempt.control.cancel(reason) }
    }

    /// Drops everything that was done in the name of a worker that is dead, and goes on as another one.
    ///
    /// The attempts of the old worker are ended and waited for by the loop before anything new is claimed.
    func become(_ worker: WorkerID) {
        let attempts = state.withLock { state in
            state.worker = worker
            state.outcomes = []
            return Array(state.running.values)
        }
        for attempt in attempts { attempt.control.cancel(.fenced) }
        signal.signal()
    }

    /// What runs now.
    var running: [RunningAttempt] { state.withLock { Array($0.running.values) } }

    // MARK: The loop

    /// Works until ``drain()`` was called and nothing runs any more.
    func run() async {
        repeat {
            await signal.wait()
            repeat {
                guard let batch = nextBatch() else { break }
                switch await exchange(batch) {
                case .reply(let reply): await apply(reply)
                case .workerLost: await onWorkerLost()
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

    private func nextBatch() -> WorkBatch? {
        endOverdue()
        let (batch, attempts) = state.withLock { state -> (WorkBatch, [RunningAttempt]) in
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
                checksCancellations: state.checksCancellations && !state.running.isEmpty, now: parts.clock.now)
            let attempts = state.reportsLogs ? Array(state.running.values) : []
            state.outcomes = []
            state.decisions = []
            state.checksCancellations = false
            state.reportsLogs = false
            return (batch, attempts)
        }
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
        case workerLost
        /// The engine is to end and the database still can't be written: the next engine finds these attempts lost.
        case abandoned
    }

    /// How often a batch is tried while the engine is to end: for about six seconds.
    private static let triesWhileDraining = 5

    /// Writes a batch, however long the database can't be written, unless the engine is to end.
    private func exchange(_ batch: WorkBatch) async -> Exchange {
        var batch = batch
        var failures = 0
        while true {
            do {
                let start = parts.clock.monotonic
                let reply = try await parts.store.exchange(batch)
                metrics.record(
                    batch, reply, in: parts.clock.monotonic - start, running: state.withLock { $0.running.count })
                if failures > 0 {
                    parts.logger.notice("the database can be written again")
                    // The batch that got through claimed nothing.
                    signal.signal()
                }
                return reply.workerIsAlive ? .reply(reply) : .workerLost
            } catch {
                if failures == 0 {
                    parts.logger.error("the database can't be written; running tasks go on: \(error)")
                }
                // Outcomes are kept and written when it works again; nothing new is taken on until then.
                batch.capacity = [:]
                failures += 1
                if failures > Self.triesWhileDraining, state.withLock({ $0.isDraining }) {
                    parts.logger.error("\(batch.outcomes.count) outcomes are lost; their tasks run again")
                    return .abandoned
                }
                let pause = min(Duration.milliseconds(100 << min(failures, 6)), .seconds(5))
                // A cancelled sleep returns at once, and a shutdown must not spin: so the pause can't be cut short.
                await Task { [clock = parts.clock] in _ = try? await clock.sleep(for: pause) }.value
                batch.now = parts.clock.now
            }
        }
    }

    private func apply(_ reply: WorkReply) async {
        for id in reply.ended {
            contexts.remove(id)
            waiters.ended(id)
        }
        if !reply.ended.isEmpty { onEnd() }
        for cancellation in reply.cancelled {
            let attempt = state.withLock { $0.running[cancellation.taskID] }
            guard let attempt, attempt.task.fence == cancellation.fence else { continue }
            attempt.control.cancel(cancellation.reason == .stop ? .stop : .executionTimeout)
        }
        for task in reply.claimed { start(task) }
        let decisions =
            await decider.decide(reply.undecided) + decider.outputs(of: reply.awaitingOutputs)
        state.withLock { state in
            state.decisions += decisions
            state.nextDue = reply.nextDueAt.map {
                parts.clock.monotonic + .milliseconds(Int64(max($0.timeIntervalSince(parts.clock.now), 0) * 1000) + 1)
            }
        }
    }

    private func start(_ task: ClaimedTask) {
        let attempt = RunningAttempt(task: task, deadline: parts.clock.monotonic + task.timeout)
        state.withLock { $0.running[task.taskID] = attempt }
        // The loop goes on until nothing runs; a group could not cancel one of its tasks alone.
        let work = Task { [self] in
            finish(attempt, outcome: await runner.run(task, control: attempt.control) { attempt.output = $0 })
        }
        attempt.control.onCancel { work.cancel() }
    }

    private func finish(_ attempt: RunningAttempt, outcome: WorkBatch.AttemptOutcome) {
        state.withLock { state in
            state.running[attempt.task.taskID] = nil
            if attempt.control.reason != .fenced { state.outcomes.append(outcome) }
        }
        signal.signal()
    }

    private func setAlarm() {
        let (running, nextDue) = state.withLock { (Array($0.running.values), $0.nextDue) }
        let deadlines = running.filter { $0.control.reason == nil }.map(\.deadline)
        alarm.set(to: (deadlines + [nextDue].compactMap(\.self)).min())
    }
}
