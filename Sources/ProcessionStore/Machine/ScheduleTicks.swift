import Procession

import struct Foundation.Date

/// Starts, keeps and gives up the ticks of one process, within one transaction.
struct ScheduleTicks {
    private let process: ProcessID
    private let machine: ExecutionMachine
    private let policies: RetryPolicyCache

    private var connection: any SQLConnection { machine.connection }
    private var subject: EventBuffer.Subject { EventBuffer.Subject(process: process.rawValue) }

    init(of process: ProcessID, _ machine: ExecutionMachine, _ policies: RetryPolicyCache) {
        self.process = process
        self.machine = machine
        self.policies = policies
    }

    // MARK: Firing

    /// Fires the ticks of a step as far as possible; what has to wait or can't fire is written down.
    func fire(_ step: ScheduleStep) throws(ProcessionError) -> ScheduleStepResult {
        guard let execution = step.execution else { return .moved }
        let ticks = try withoutRepeated(step.ticks)
        guard let oldest = ticks.first, let newest = ticks.last else { return .moved }
        if case .failure(let error) = execution {
            recordFailure(of: ticks, error)
            return .moved
        }
        let isFree = try isAtRest()
        if isFree, try !isAnyWaiting() {
            // Under `replace` those before the newest would be replaced at once.
            let isReplaced = step.overlap == .replace && !step.isCatchUp
            let started = try start(isReplaced ? newest : oldest, execution)
            if isReplaced {
                giveUp(ticks.dropLast(), because: .overlap)
            } else {
                try overlap(ticks.dropFirst(), step)
            }
            return started.map { .started($0) } ?? .moved
        }
        try overlap(ticks[...], step)
        guard !isFree, step.overlap == .replace, !step.isCatchUp else { return .moved }
        return try requestStop() ? .stopRequested : .moved
    }

    /// Starts the execution of a tick; nil, with the reason written down, if that can't be.
    func start(
        _ tick: Date, _ execution: Result<NewExecution, ProcessionError>
    ) throws(ProcessionError) -> ExecutionID? {
        switch execution {
        case .failure(let error):
            recordFailure(of: [tick], error)
            return nil
        case .success(var execution):
            guard try !hasFired(tick) else {
                giveUp([tick], because: .repeated)
                return nil
            }
            execution.scheduledFor = tick
            guard try SQLProcessStore.start(execution, machine, policies) == nil else {
                giveUp([tick], because: .limit)
                return nil
            }
            return execution.id
        }
    }

    /// Deals with ticks that can't start now: the process runs, or others wait.
    private func overlap(_ ticks: ArraySlice<Date>, _ step: ScheduleStep) throws(ProcessionError) {
        guard let newest = ticks.last, let oldest = ticks.first else { return }
        if step.isCatchUp {
            for tick in ticks { try wait(tick, isCaughtUp: true) }
            return
        }
        switch step.overlap {
        case .skip:
            giveUp(ticks, because: .overlap)
        case .queue:
            let isQueued = try connection.exists(
                "SELECT 1 FROM waiting_ticks WHERE process_id = ? AND is_caught_up = 0", [.id(process)])
            if !isQueued { try wait(oldest) }
            giveUp(isQueued ? ticks : ticks.dropFirst(), because: .overlap)
        case .replace:
            try giveUpWaiting(because: .overlap)
            giveUp(ticks.dropLast(), because: .overlap)
            try wait(newest)
        }
    }

    /// Lets handlers come to their end: they are the last thing that the execution does anyway.
    private func requestStop() throws(ProcessionError) -> Bool {
        let running: ExecutionID? = try connection.row(
            """
            SELECT e.execution_id FROM processes p JOIN process_executions e ON e.execution_id = p.current_execution_id
            WHERE p.id = ? AND e.phase IN ('main', 'outputs') AND e.stop_requested_at IS NULL
            """, [.id(process)]
        ) { $0.id(0) }
        guard let running else { return false }
        try SQLProcessStore.requestStop(of: running, of: process, machine)
        return true
    }

    // MARK: Waiting

    private func wait(_ tick: Date, isCaughtUp: Bool = false) throws(ProcessionError) {
        try connection.execute(
            """
            INSERT INTO waiting_ticks (process_id, scheduled_for, is_caught_up) VALUES (?, ?, ?)
            ON CONFLICT (process_id, scheduled_for) DO NOTHING
            """, [.id(process), .time(tick), .flag(isCaughtUp)])
    }

    func giveUpWaiting(because reason: SkippedTicks.Reason) throws(ProcessionError) {
        let ticks = try connection.rows(
            "SELECT scheduled_for FROM waiting_ticks WHERE process_id = ? ORDER BY scheduled_for", [.id(process)]
        ) { row throws(ProcessionError) in try row.time(0) }
        guard !ticks.isEmpty else { return }
        try connection.execute("DELETE FROM waiting_ticks WHERE process_id = ?", [.id(process)])
        giveUp(ticks, because: reason)
    }

    private func isAnyWaiting() throws(ProcessionError) -> Bool {
        try connection.exists("SELECT 1 FROM waiting_ticks WHERE process_id = ? LIMIT 1", [.id(process)])
    }

    private func isAtRest() throws(ProcessionError) -> Bool {
        try connection.exists("SELECT 1 FROM processes WHERE id = ? AND status <> 'IN_PROGRESS'", [.id(process)])
    }

    // MARK: What fired before

    /// Only a clock that was set back by more than the schedule can wait for makes ticks come again.
    private func withoutRepeated(_ ticks: [Date]) throws(ProcessionError) -> [Date] {
        var fresh: [Date] = []
        var repeated: [Date] = []
        for tick in ticks {
            if try hasFired(tick) { repeated.append(tick) } else { fresh.append(tick) }
        }
        giveUp(repeated, because: .repeated)
        return fresh
    }

    private func hasFired(_ tick: Date) throws(ProcessionError) -> Bool {
        try connection.exists(
            """
            SELECT 1 FROM process_executions
            WHERE process_id = ? AND scheduled_for = ? AND triggered_by = 'SCHEDULED'
            """, [.id(process), .time(tick)])
    }

    // MARK: Events

    func record(_ skipped: SkippedTicks) {
        machine.events.append(
            "schedule.skipped", subject, status: .word(skipped.reason),
            detail: "\(skipped): \(Self.span(skipped.first, skipped.last))")
    }

    private func giveUp(_ ticks: some BidirectionalCollection<Date>, because reason: SkippedTicks.Reason) {
        guard let first = ticks.first, let last = ticks.last else { return }
        record(SkippedTicks(reason: reason, first: first, last: last, count: ticks.count))
    }

    func recordFailure(_ reason: String) { machine.events.append("schedule.failed", subject, detail: reason) }

    private func recordFailure(of ticks: [Date], _ error: ProcessionError) {
        guard let first = ticks.first, let last = ticks.last else { return }
        let subject = ticks.count == 1 ? "the tick" : "\(ticks.count) ticks"
        let reasons = [error.message] + error.diagnostics.filter { $0.severity == .error }.prefix(3).map(\.message)
        recordFailure("\(subject) could not fire: \(Self.span(first, last)): \(reasons.joined(separator: "; "))")
    }

    private static func span(_ first: Date, _ last: Date) -> String {
        let start = TimestampText.format(first)
        return first == last ? "\(start) UTC" : "\(start) to \(TimestampText.format(last)) UTC"
    }
}
