import Procession

import struct Foundation.Date

extension ExecutionMachine {
    /// Makes WAITING tasks READY whose time has come.
    func wakeWaiting() throws(ProcessionError) {
        guard try connection.exists("SELECT 1 FROM tasks WHERE status = 'WAITING' AND ready_at <= ? LIMIT 1", [now])
        else { return }
        let tasks = try connection.rows(
            SQLText(
                """
                UPDATE tasks SET status = 'READY', awaits = NULL, awaited = NULL, updated_at = ?1
                WHERE status = 'WAITING' AND ready_at <= ?1
                """, returning: EndedTask.columns),
            [now], EndedTask.init)
        for task in tasks { events.append(.ready, task.subject) }
    }

    /// WAITING tasks whose time has come.
    func dueTasks() throws(ProcessionError) -> [TaskID] {
        try connection.rows(
            "SELECT task_id FROM tasks WHERE status = 'WAITING' AND ready_at <= ? ORDER BY ready_at, task_id", [now]
        ) { $0.id(0) }
    }

    /// Makes one of them READY.
    func wake(_ id: TaskID) throws(ProcessionError) {
        let task = try connection.row(
            SQLText(
                """
                UPDATE tasks SET status = 'READY', awaits = NULL, awaited = NULL, updated_at = ?1
                WHERE task_id = ?2 AND status = 'WAITING'
                """, returning: EndedTask.columns),
            [now, .id(id)], EndedTask.init)
        if let task { events.append(.ready, task.subject) }
    }

    /// Lets executions fail whose deadline has passed while their main tasks were open.
    func enforceDeadlines() throws(ProcessionError) {
        for execution in try overdueExecutions() { try enforceDeadline(of: execution) }
    }

    /// An execution whose deadline has passed while its main tasks were open.
    struct OverdueExecution {
        var id: ExecutionID
        /// How long it might have taken.
        var milliseconds: Int
    }

    func overdueExecutions() throws(ProcessionError) -> [OverdueExecution] {
        try connection.rows(
            """
            SELECT execution_id, timeout_ms FROM process_executions
            WHERE deadline IS NOT NULL AND phase = 'main' AND deadline <= ?
            """, [now]
        ) { OverdueExecution(id: $0.id(0), milliseconds: $0.integer(1)) }
    }

    func enforceDeadline(of execution: OverdueExecution) throws(ProcessionError) {
        try update(execution.id) { state throws(ProcessionError) in
            state.deadlineHasPassed = true
            guard state.phase == .main, state.openTasks > 0, state.closing != .stop else { return }
            let message = "the execution timed out after \(Self.text(milliseconds: execution.milliseconds))"
            state.fail(message)
            state.closing = .timeout
            try close(&state, as: .skipped, because: message)
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
