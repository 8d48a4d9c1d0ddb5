import Foundation
import Logging
import Metrics
import Procession
import Synchronization

/// Fires the ticks of schedules, and those that wait for an execution to end, until it is told to end.
///
/// It looks at the next due time, whenever an execution ends, and at every poll, since the wall clock may jump. Nothing
/// is kept between two looks: what is due, and what waits, is in the database, so that a restart loses nothing and any
/// number of engines can look at the same schedules.
final class ScheduleDuty: Sendable {
    private struct State {
        var isEnded = false
        /// What the wall clock showed at the last look; nil before the first.
        var lastLook: Date?
    }

    private static let pageSize = 100
    /// A next run further ahead than this may come from a clock that was wrong, in seconds.
    private static let farAhead: TimeInterval = 31 * 86_400
    private static let farAheadLimit = 100_000

    private let parts: EngineParts
    private let manager: ProcessManager
    private let declarations: ScheduleDeclarations
    private let signal: WakeSignal
    private let alarm: Alarm
    private let state = Mutex(State())
    private let metrics: DutyMetrics
    private let fired = Counter(label: "procession.schedules.fired")
    private let onStart: @Sendable () -> Void
    private let onStop: @Sendable () async -> Void

    /// - Parameters:
    ///   - signal: has it look for ticks now.
    ///   - onStart: called after executions were started.
    ///   - onStop: called after running executions were asked to stop.
    init(
        parts: EngineParts, manager: ProcessManager, signal: WakeSignal, onStart: @escaping @Sendable () -> Void,
        onStop: @escaping @Sendable () async -> Void
    ) {
        self.parts = parts
        self.manager = manager
        self.signal = signal
        self.onStart = onStart
        self.onStop = onStop
        metrics = DutyMetrics(.schedules, clock: parts.clock)
        declarations = ScheduleDeclarations(parts: parts, manager: manager)
        alarm = Alarm(parts) { signal.signal() }
    }

    /// Fires no more; ``run()`` returns after the look that is under way.
    func end() {
        state.withLock { $0.isEnded = true }
        signal.signal()
    }

    func run() async {
        await declarations.apply()
        let outage = Outage(
            "schedules can't be looked at", over: "schedules can be looked at again", logger: parts.logger)
        while !state.withLock({ $0.isEnded }) {
            do {
                try await metrics.round { () throws(ProcessionError) in try await look() }
                outage.passed()
            } catch {
                outage.failed(error)
            }
            await signal.wait()
        }
        alarm.set(to: nil)
    }

    private func look() async throws(ProcessionError) {
        let now = parts.clock.now.wholeMilliseconds
        if state.withLock({ $0.lastLook.map { now < $0 } ?? true }) { try await fetchBackStranded(now) }
        state.withLock { $0.lastLook = now }
        try await fireDue(now)
        try await fireWaiting(now)
        alarm.set(
            to: try await parts.store.nextScheduledRun().map {
                parts.clock.monotonic + .milliseconds(Int64(max($0.timeIntervalSince(parts.clock.now), 0) * 1000) + 1)
            })
    }

    // MARK: Due ticks

    private func fireDue(_ now: Date) async throws(ProcessionError) {
        while true {
            let due = try await parts.store.scheduledProcesses(
                dueFrom: .distantPast, through: now, limit: Self.pageSize)
            guard !due.isEmpty else { return }
            try await forEach(due) { process throws(ProcessionError) in
                await self.tell(try await self.carryOut(try await self.step(of: process, now: now)))
            }
        }
    }

    /// Writes a step; an execution that the store refuses is recorded instead of being tried for ever.
    private func carryOut(_ step: ScheduleStep) async throws(ProcessionError) -> ScheduleStepResult {
        do {
            return try await parts.store.carryOut(step)
        } catch {
            guard error.code != .databaseUnavailable, step.execution != nil else { throw error }
            var refused = step
            refused.execution = .failure(error)
            return try await parts.store.carryOut(refused)
        }
    }

    /// Schedules that wait for a time which only a clock that was far wrong has promised.
    private func fetchBackStranded(_ now: Date) async throws(ProcessionError) {
        let ahead = try await parts.store.scheduledProcesses(
            dueFrom: now + Self.farAhead, through: .distantFuture, limit: Self.farAheadLimit)
        for process in ahead {
            let step = try await step(of: process, now: now)
            guard step.nextRunAt != step.dueAt else { continue }
            parts.logger.notice(
                "the clock was set back; the schedule of process '\(process.id)' is reckoned anew",
                metadata: ["process": "\(process.id)"])
            _ = try await parts.store.carryOut(step)
        }
    }

    /// What is to be done about a scheduled process at `now`.
    private func step(of process: ProcessRecord, now: Date) async throws(ProcessionError) -> ScheduleStep {
        let dueAt = process.nextRunAt ?? now
        var step = ScheduleStep(processID: process.id, dueAt: dueAt, nextRunAt: nil, now: now)
        let planner: SchedulePlanner
        do {
            planner = try SchedulePlan.planner(of: process)
        } catch {
            step.fault = "the schedule fires no more until it is set again: \(error.message)"
            return step
        }
        let decision = planner.decide(nextRunAt: dueAt, now: now)
        step.nextRunAt = decision.nextRunAt
        step.skipped = decision.skipped
        step.ticks = decision.fires
        step.overlap = process.overlapPolicy ?? .skip
        guard let oldest = decision.fires.first else { return step }
        step.isCatchUp = planner.missed == .all && oldest < now - planner.grace.inSeconds
        step.execution = try await execution(of: process)
        return step
    }

    /// What is to be started; a failure if this process can't be, however often it is tried.
    private func execution(
        of process: ProcessRecord
    ) async throws(ProcessionError) -> Result<NewExecution, ProcessionError> {
        do {
            return .success(try await manager.newExecution(of: process, by: .schedule))
        } catch {
            guard error.code != .databaseUnavailable else { throw error }
            parts.logger.error(
                "process '\(process.id)' can't be started by its schedule: \(error)",
                metadata: ["process": "\(process.id)"])
            return .failure(error)
        }
    }

    // MARK: Waiting ticks

    private func fireWaiting(_ now: Date) async throws(ProcessionError) {
        while true {
            let ticks = try await parts.store.startableTicks(limit: Self.pageSize)
            guard !ticks.isEmpty else { return }
            try await forEach(ticks) { tick throws(ProcessionError) in
                guard let process = try await self.parts.store.process(tick.processID) else { return }
                let execution = try await self.execution(of: process)
                guard let execution = try await self.fire(tick, execution, now: now) else { return }
                await self.tell(.started(execution))
            }
        }
    }

    private func fire(
        _ tick: WaitingTick, _ execution: Result<NewExecution, ProcessionError>, now: Date
    ) async throws(ProcessionError) -> ExecutionID? {
        let actor = Caller.schedule.rawValue
        do {
            return try await parts.store.fire(tick, execution, actor: actor, now: now)
        } catch {
            guard error.code != .databaseUnavailable else { throw error }
            return try await parts.store.fire(tick, .failure(error), actor: actor, now: now)
        }
    }

    private func tell(_ result: ScheduleStepResult) async {
        switch result {
        case .started(let execution):
            fired.increment()
            parts.logger.info("schedule fired", metadata: ["execution": "\(execution)"])
            onStart()
        case .stopRequested: await onStop()
        case .outrun, .moved: break
        }
    }

    /// Works on all subjects at once, so that their transactions share commits.
    ///
    /// - Throws: the first error, after all have been worked on.
    private func forEach<Subject: Sendable>(
        _ subjects: [Subject], _ body: @escaping @Sendable (Subject) async throws(ProcessionError) -> Void
    ) async throws(ProcessionError) {
        let failures = await withTaskGroup(of: ProcessionError?.self) { group in
            for subject in subjects {
                group.addTask {
                    do throws(ProcessionError) {
                        try await body(subject)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [ProcessionError]()) { if let error = $1 { $0.append(error) } }
        }
        if let failure = failures.first { throw failure }
    }
}

extension Date {
    /// The time without what a database does not keep of it, so that both agree on what is due.
    fileprivate var wholeMilliseconds: Date {
        Date(timeIntervalSince1970: (timeIntervalSince1970 * 1000).rounded(.down) / 1000)
    }
}
