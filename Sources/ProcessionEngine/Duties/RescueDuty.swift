import Logging
import Metrics
import Procession

/// Gives back the tasks of workers that are gone, after what is left of their children was killed.
struct RescueDuty: Sendable {
    let parts: EngineParts
    let identity: WorkerIdentity
    /// Kills the child of an attempt with its whole group, if it is still the same process.
    let reap: @Sendable (InterruptedAttempt) async -> Void
    private let metrics: DutyMetrics
    private let refusals: Outage
    private let lostWorkers = Counter(label: "procession.workers.lost")
    private let rescuedTasks = Counter(label: "procession.tasks.rescued")

    init(
        parts: EngineParts, identity: WorkerIdentity, reap: @escaping @Sendable (InterruptedAttempt) async -> Void
    ) {
        self.parts = parts
        self.identity = identity
        self.reap = reap
        metrics = DutyMetrics(.rescue, clock: parts.clock)
        refusals = Outage(
            "an interrupted task can't be given back", over: "interrupted tasks can be given back", logger: parts.logger
        )
    }

    /// Looks for tasks to rescue until it is cancelled; `onRescue` is called after some were.
    func run(worker: @Sendable () -> WorkerID, onRescue: @Sendable () -> Void) async {
        let outage = Outage(
            "can't look for interrupted tasks", over: "interrupted tasks can be looked for again",
            logger: parts.logger)
        while !Task.isCancelled {
            do {
                try await parts.clock.sleep(for: parts.configuration.pollInterval)
            } catch {
                return
            }
            do {
                if try await metrics.round({ try await rescue(worker: worker()) }) > 0 { onRescue() }
                outage.passed()
            } catch {
                outage.failed(error)
            }
        }
    }

    /// Rescues what there is now, and returns how many tasks that were.
    ///
    /// - Parameter isStart: whether this worker has only just come: whoever else is on record for a database that has
    ///   one owner at a time is gone then.
    func rescue(worker: WorkerID, isStart: Bool = false) async throws -> Int {
        for other in try await parts.store.liveWorkers() where other.id != worker {
            guard isStart && parts.store.isExclusive || isDead(other) else { continue }
            parts.logger.notice(
                "worker \(other.id) (pid \(other.pid) on \(other.host)) is gone", metadata: ["worker": "\(other.id)"])
            lostWorkers.increment()
            try await parts.store.declareDead(other.id, now: parts.clock.now)
        }
        var count = 0
        while true {
            let attempts = try await parts.store.interruptedAttempts(limit: 500)
            guard !attempts.isEmpty else {
                refusals.passed()
                return count
            }
            for attempt in attempts where mayBeHere(attempt) { await reap(attempt) }
            let rescued = try await giveBack(attempts)
            rescuedTasks.increment(by: rescued)
            count += rescued
            guard rescued > 0 else { return count }
        }
    }

    /// Gives the tasks back together, or one by one where the database refuses something of them: that is left alone.
    private func giveBack(_ attempts: [InterruptedAttempt]) async throws(ProcessionError) -> Int {
        do throws(ProcessionError) {
            return try await parts.store.rescue(
                attempts, maximumLosses: parts.configuration.maximumLosses, now: parts.clock.now)
        } catch {
            guard error.code == .internalFault else { throw error }
            guard attempts.count > 1 else {
                refusals.failed(error, metadata: ["task_id": "\(attempts[0].taskID)", "task": "\(attempts[0].task)"])
                return 0
            }
        }
        var count = 0
        for attempt in attempts { count += try await giveBack([attempt]) }
        return count
    }

    /// Whether a child of the attempt may still be alive on this host: nobody knows where the worker was if its row is
    /// gone.
    private func mayBeHere(_ attempt: InterruptedAttempt) -> Bool {
        guard let host = attempt.host else { return true }
        return host == identity.host && attempt.bootID == identity.bootID
    }

    /// Whether nobody can be working in the name of a worker any more.
    ///
    /// Monotonic clocks of two boots can't be compared; but a worker of this host and another boot is surely gone.
    private func isDead(_ other: WorkerRecord) -> Bool {
        guard other.host == identity.host else { return false }
        return other.bootID != identity.bootID || other.leaseUntil < parts.clock.monotonic
    }
}
