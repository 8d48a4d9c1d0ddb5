import Procession

import struct Foundation.Date

extension ExecutionMachine {
    /// Makes WAITING tasks READY whose time has come.
    func wakeWaiting() throws(ProcessionError) {
        guard try connection.exists("SELECT 1 FROM tasks WHERE status = 'WAITING' AND ready_at <= ? LIMIT 1", [now])
        else { return }
        let tasks = try connection.rows(
            """
            UPDATE tasks SET status = 'READY', awaits = NULL, awaited = NULL, updated_at = ?1
            WHERE status = 'WAITING' AND ready_at <= ?1
            RETURNING task_id, execution_id, process_id, name, task_index, attempt, kind, allow_failure, group_task_id
            """, [now], EndedTask.init)
        for task in tasks { events.append(.ready, task.subject) }
    }

    /// Lets executions fail whose deadline has passed while their main tasks were open.
    func enforceDeadlines() throws(ProcessionError) {
        let overdue = try connection.rows(
            """
            SELECT execution_id, timeout_ms FROM process_executions
            WHERE deadline IS NOT NULL AND phase = 'main' AND deadline <= ?
            """, [now]
        ) { (id: $0.id(0) as ExecutionID, milliseconds: $0.integer(1)) }
        for (id, milliseconds) in overdue {
            try update(id) { state throws(ProcessionError) in
                state.deadlineHasPassed = true
                guard state.phase == .main, state.openTasks > 0, state.closing != .stop else { return }
                let message = "the execution timed out after \(Self.text(milliseconds: milliseconds))"
                state.fail(message)
                state.closing = .timeout
                try close(&state, as: .skipped, because: message)
            }
        }
    }

    /// When the next WAITING task becomes due or the next execution times out.
    func nextDue() throws(ProcessionError) -> Date? {
        let waiting = try connection.row("SELECT min(ready_at) FROM tasks WHERE status = 'WAITING'") {
            row throws(ProcessionError) in try row.optionalTime(0)
        }
        let deadline = try connection.row(
            "SELECT min(deadline) FROM process_executions WHERE deadline IS NOT NULL AND phase = 'main'"
        ) { row throws(ProcessionError) in try row.optionalTime(0) }
        return [waiting ?? nil, deadline ?? nil].compactMap { $0 }.min()
    }

    private static func text(milliseconds: Int) -> String {
        milliseconds % 60_000 == 0
            ? "\(milliseconds / 60_000) min"
            : milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
