public import Procession

public import struct Foundation.Date

extension SQLProcessStore {
    public func scheduledProcesses(
        dueFrom start: Date, through end: Date, limit: Int
    ) async throws(ProcessionError) -> [ProcessRecord] {
        try await database.read { connection throws(ProcessionError) in
            try connection.rows(
                Self.dueProcesses, [.time(start), .time(end), .integer(max(limit, 0))], ProcessRecord.init)
        }
    }

    private static let dueProcesses = processes(
        """
        WHERE next_run_at IS NOT NULL AND next_run_at >= ? AND next_run_at <= ?
        ORDER BY next_run_at LIMIT ?
        """)

    public func nextScheduledRun() async throws(ProcessionError) -> Date? {
        try await database.read { connection throws(ProcessionError) in
            let next = try connection.row("SELECT min(next_run_at) FROM processes WHERE next_run_at IS NOT NULL") {
                row throws(ProcessionError) in try row.optionalTime(0)
            }
            return next ?? nil
        }
    }

    public func carryOut(_ step: ScheduleStep) async throws(ProcessionError) -> ScheduleStepResult {
        try await database.write { [policies] connection throws(ProcessionError) in
            let moved = try connection.execute(
                "UPDATE processes SET next_run_at = ?, updated_at = ? WHERE id = ? AND next_run_at = ?",
                [.time(step.nextRunAt), .time(step.now), .id(step.processID), .time(step.dueAt)])
            guard moved == 1 else { return .outrun }
            let machine = ExecutionMachine(connection, now: step.now, actor: step.actor)
            let ticks = ScheduleTicks(of: step.processID, machine, policies)
            if let skipped = step.skipped { ticks.record(skipped) }
            if let fault = step.fault { ticks.recordFailure(fault) }
            let result = try ticks.fire(step)
            try machine.finish()
            return result
        }
    }

    public func startableTicks(limit: Int) async throws(ProcessionError) -> [WaitingTick] {
        try await database.read { connection throws(ProcessionError) in
            // Grouped in the order of the primary key; there are only as many rows as processes overlap themselves.
            try connection.rows(
                """
                SELECT w.process_id, min(w.scheduled_for) FROM waiting_ticks w CROSS JOIN processes p
                WHERE p.id = w.process_id AND p.status <> 'IN_PROGRESS' GROUP BY w.process_id LIMIT ?
                """, [.integer(max(limit, 0))]
            ) { row throws(ProcessionError) in
                WaitingTick(processID: row.id(0), scheduledFor: try row.time(1))
            }
        }
    }

    public func waitingTicks(of process: ProcessID) async throws(ProcessionError) -> [Date] {
        try await database.read { connection throws(ProcessionError) in
            try connection.rows(
                "SELECT scheduled_for FROM waiting_ticks WHERE process_id = ? ORDER BY scheduled_for", [.id(process)]
            ) { row throws(ProcessionError) in try row.time(0) }
        }
    }

    public func fire(
        _ tick: WaitingTick, _ execution: Result<NewExecution, ProcessionError>, actor: String, now: Date
    ) async throws(ProcessionError) -> ExecutionID? {
        try await database.write { [policies] connection throws(ProcessionError) in
            let taken = try connection.execute(
                """
                DELETE FROM waiting_ticks WHERE process_id = ?1 AND scheduled_for = ?2
                    AND (SELECT status FROM processes WHERE id = ?1) <> 'IN_PROGRESS'
                """, [.id(tick.processID), .time(tick.scheduledFor)])
            guard taken == 1 else { return nil }
            let machine = ExecutionMachine(connection, now: now, actor: actor)
            let ticks = ScheduleTicks(of: tick.processID, machine, policies)
            let started = try ticks.start(tick.scheduledFor, execution)
            try machine.finish()
            return started
        }
    }

    public func change(_ change: ScheduleChange) async throws(ProcessionError) {
        try await database.write { [policies] connection throws(ProcessionError) in
            let found = try connection.row(
                "SELECT schedule, time_zone FROM processes WHERE id = ?",
                [
                    .id(change.processID)
                ]
            ) { (schedule: $0.optionalText(0), zone: $0.optionalText(1)) }
            guard let found else { throw .noProcess(change.processID) }
            let isSame = found.schedule == change.schedule && found.zone == change.timeZone && !change.beginsAnew
            try connection.execute(
                """
                UPDATE processes SET schedule = ?2, time_zone = ?3, missed_policy = ?4, overlap_policy = ?5,
                    next_run_at = CASE WHEN ?6 THEN next_run_at ELSE ?7 END,
                    input_data = coalesce(?8, input_data), input_values = coalesce(?9, input_values), updated_at = ?10
                WHERE id = ?1
                """,
                [
                    .id(change.processID), .text(change.schedule), .text(change.timeZone), .word(change.missedPolicy),
                    .word(change.overlapPolicy), .flag(isSame), .time(change.nextRunAt), .text(change.input?.data),
                    .text(change.input?.values), .time(change.now)
                ])
            let machine = ExecutionMachine(connection, now: change.now, actor: change.actor)
            let ticks = ScheduleTicks(of: change.processID, machine, policies)
            if !isSame { try ticks.giveUpWaiting(because: .rescheduled) }
            let place = change.timeZone.map { " in \($0)" } ?? ""
            machine.events.append(
                change.schedule == nil ? "schedule.removed" : "schedule.changed",
                EventBuffer.Subject(process: change.processID.rawValue), detail: change.schedule.map { $0 + place })
            try machine.finish()
        }
    }
}
