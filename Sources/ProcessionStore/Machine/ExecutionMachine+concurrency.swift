import Procession

import struct Foundation.Date

extension ExecutionMachine {
    /// Executions that share a key.
    struct ConcurrencyStanding {
        var running: Int
        var queued: Int

        /// Whether one more has to be held back; nobody overtakes those that wait already.
        func isFull(for limit: ConcurrencyLimit) -> Bool {
            running + queued >= limit.limit || limit.whenFull == .queue && queued > 0
        }
    }

    func standing(of key: String) throws(ProcessionError) -> ConcurrencyStanding {
        ConcurrencyStanding(
            running: try connection.count(
                """
                SELECT count(*) FROM process_executions
                WHERE concurrency_key = ? AND phase <> 'ended' AND queued_at IS NULL
                """, [.text(key)]),
            queued: try connection.count(
                "SELECT count(*) FROM process_executions WHERE concurrency_key = ? AND queued_at IS NOT NULL",
                [.text(key)]))
    }

    /// Makes an execution that has just been started wait for its turn: its tasks have one open need more, which its
    /// turn takes away, and its time does not run yet.
    func queue(_ execution: NewExecution, behind key: String) throws(ProcessionError) {
        // A clock that was set back lets nobody overtake, nor do two starts in one millisecond.
        let last =
            try connection.row(
                "SELECT max(queued_at) FROM process_executions WHERE concurrency_key = ? AND queued_at IS NOT NULL",
                [.text(key)]
            ) { row throws(ProcessionError) in try row.optionalTime(0) } ?? nil
        let queuedAt = last.map { max($0.addingTimeInterval(0.001), date) } ?? date
        try connection.execute(
            "UPDATE process_executions SET queued_at = ?, deadline = NULL WHERE execution_id = ?",
            [.time(queuedAt), .id(execution.id)])
        try connection.execute(
            """
            UPDATE tasks SET status = 'PENDING', ready_at = NULL, pending_dependencies = pending_dependencies + 1
            WHERE process_id = ? AND trigger IS NULL AND status IN ('PENDING', 'READY')
            """, [.id(execution.processID)])
        events.append(
            "execution.queued",
            EventBuffer.Subject(process: execution.processID.rawValue, execution: .id(execution.id)),
            detail: "waits for others with the concurrency key '\(key)'")
        try update(execution.id) { $0.isQueued = true }
    }

    /// Lets queued executions begin for as long as the limit of the first of them has room.
    func admit(_ key: String) throws(ProcessionError) {
        while true {
            let first = try connection.row(
                """
                SELECT execution_id, concurrency_limit FROM process_executions
                WHERE concurrency_key = ? AND queued_at IS NOT NULL ORDER BY queued_at, execution_id LIMIT 1
                """, [.text(key)]
            ) { (id: $0.id(0) as ExecutionID, limit: $0.integer(1)) }
            guard let first, try standing(of: key).running < first.limit else { return }
            try update(first.id) { state throws(ProcessionError) in try begin(&state) }
        }
    }

    private func begin(_ state: inout ExecutionState) throws(ProcessionError) {
        state.isQueued = false
        let timeout: Int? =
            try connection.row("SELECT timeout_ms FROM process_executions WHERE execution_id = ?", [.id(state.id)]) {
                $0.optionalInteger(0)
            } ?? nil
        let deadline = timeout.map { date.addingTimeInterval(Double($0) / 1000) }
        try connection.execute(
            """
            UPDATE process_executions SET queued_at = NULL, execution_started_at = ?, deadline = ?
            WHERE execution_id = ?
            """, [now, .time(deadline), .id(state.id)])
        try connection.execute(
            "UPDATE processes SET started_at = ?1, updated_at = ?1 WHERE id = ?2", [now, .id(state.processID)])
        events.append(
            "execution.admitted",
            EventBuffer.Subject(process: state.processID.rawValue, execution: .id(state.id)))
        try release(of: state, in: .main)
    }

    /// Asks the oldest executions with a key to stop, so that one more has room once they have ended; those that are
    /// at their handlers end by themselves.
    func makeRoom(for limit: ConcurrencyLimit, besides new: ExecutionID) throws(ProcessionError) {
        let alive = try connection.rows(
            """
            SELECT * FROM (
                SELECT execution_id, process_id FROM process_executions
                WHERE concurrency_key = ?1 AND phase <> 'ended' AND queued_at IS NULL
                    AND phase IN ('main', 'outputs') AND stop_requested_at IS NULL
                ORDER BY created_at, execution_id)
            UNION ALL
            SELECT * FROM (
                SELECT execution_id, process_id FROM process_executions
                WHERE concurrency_key = ?1 AND queued_at IS NOT NULL ORDER BY queued_at, execution_id)
            """, [.text(limit.key)]
        ) { (id: $0.id(0) as ExecutionID, process: $0.id(1) as ProcessID) }.filter { $0.id != new }
        for execution in alive.prefix(max(alive.count - limit.limit + 1, 0)) {
            try SQLProcessStore.requestStop(of: execution.id, of: execution.process, self)
        }
    }

    /// Ends an execution that never got to its tasks: nothing has happened that its handlers would have to see to.
    ///
    /// - Parameter result: FAILED or STOPPED.
    func abandon(
        _ state: inout ExecutionState, as result: ProcessStatus, _ message: String
    ) throws(ProcessionError) {
        let taskStatus = result == .stopped ? TaskStatus.stopped : .skipped
        try close(&state, as: taskStatus, because: message)
        try skip(
            for: EventBuffer.Subject(process: state.processID.rawValue, execution: .id(state.id)),
            """
            UPDATE tasks SET status = 'SKIPPED', completed_at = ?1, updated_at = ?1
            WHERE process_id = ?2 AND trigger IS NOT NULL AND status = 'PENDING' RETURNING task_id, name
            """, [now, .id(state.processID)])
        if state.isQueued {
            try connection.execute(
                "UPDATE process_executions SET queued_at = NULL WHERE execution_id = ?", [.id(state.id)])
            state.isQueued = false
        }
        state.result = result
        if result == .failed { state.errorMessage = message }
        end(&state)
    }
}
