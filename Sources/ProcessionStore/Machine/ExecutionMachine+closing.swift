import Procession

/// What becomes of the tasks that don't run when nothing more of a phase is to begin.
extension ExecutionMachine {
    /// Some of these tasks, and how they end.
    private struct Ending {
        let record: SQLText
        let end: SQLText

        init(_ condition: StaticString) {
            record = SQLText(
                generated: """
                    INSERT INTO events (occurred_at, kind, process_id, execution_id, task_id, task, status, actor, detail)
                    SELECT ?1, ?2, process_id, ?6, task_id, name, ?3, ?8, coalesce(?4, error_message) FROM tasks
                    WHERE process_id = ?5 AND execution_id = ?6 AND coalesce(trigger, '') = ?7 AND \(condition)
                    ORDER BY task_index
                    """)
            end = SQLText(
                generated: """
                    UPDATE tasks SET status = ?3, completed_at = ?1, updated_at = ?1,
                        error_message = coalesce(?4, error_message)
                    WHERE process_id = ?5 AND execution_id = ?6 AND coalesce(trigger, '') = ?7 AND \(condition)
                    """)
        }

        static let ofNotBegun = Ending("(status = 'PENDING' OR status = 'READY' AND attempt = 0)")
        static let ofFailedBefore = Ending("status = 'WAITING' AND error_class IS NOT NULL")
        static let ofBegun = Ending(
            """
            (status = 'READY' OR status = 'WAITING') AND NOT EXISTS (
                SELECT 1 FROM processes p WHERE p.parent_task_id = tasks.task_id AND p.status = 'IN_PROGRESS')
            """)
    }

    /// Ends the tasks of the present phase that don't run.
    ///
    /// One that has begun, such as a group with some of its items, is STOPPED; one that waits for its next try after a
    /// failure is FAILED, unless somebody wants a stop; one that has a child ends when that has.
    ///
    /// - Parameters:
    ///   - status: what those become that have not begun: SKIPPED or STOPPED.
    ///   - reason: completes "not run because".
    func close(
        _ state: inout ExecutionState, as status: TaskStatus, because reason: String
    ) throws(ProcessionError) {
        if state.closing == .stop || state.closing == .timeout { try stopChildren(of: state) }
        try events.flush(connection)
        try end(.ofNotBegun, as: status, "not run because \(reason)", &state)
        if state.closing != .stop { try end(.ofFailedBefore, as: .failed, nil, &state) }
        try end(.ofBegun, as: .stopped, "not continued because \(reason)", &state)
        state.indexMayMove = true
    }

    /// - Parameter message: nil keeps what the task has.
    private func end(
        _ ending: Ending, as status: TaskStatus, _ message: String?, _ state: inout ExecutionState
    ) throws(ProcessionError) {
        let values: [SQLValue] = [
            now, EventBuffer.kind(of: status), .word(status), .text(message), .id(state.processID), .id(state.id),
            .text(state.phase.trigger?.rawValue ?? ""), events.actor
        ]
        try connection.execute(ending.record, values)
        state.openTasks -= try connection.execute(ending.end, Array(values.prefix(7)))
    }
}
