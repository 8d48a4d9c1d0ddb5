public import Procession

public import struct Foundation.Date

extension SQLProcessStore {
    public func process(_ id: ProcessID) async throws(ProcessionError) -> ProcessRecord? {
        try await database.read { connection throws(ProcessionError) in try Self.process(id, connection) }
    }

    static func process(_ id: ProcessID, _ connection: any SQLConnection) throws(ProcessionError) -> ProcessRecord? {
        try connection.row(processByID, [.id(id)], ProcessRecord.init)
    }

    public func processes(_ filter: ProcessFilter) async throws(ProcessionError) -> [ProcessRecord] {
        let values: [SQLValue] = [
            .word(filter.status), .id(filter.type), .flag(filter.isScheduled), .integer(max(filter.limit, 0)),
            .integer(max(filter.offset, 0)), .id(filter.parent)
        ]
        let sql =
            filter.parent != nil
            ? Self.childProcesses : filter.status != nil ? Self.processesByStatus : Self.allProcesses
        return try await database.read { connection throws(ProcessionError) in
            try connection.rows(sql, values, ProcessRecord.init)
        }
    }

    public func isBusy(until date: Date) async throws(ProcessionError) -> Bool {
        try await database.read { connection throws(ProcessionError) in
            let mayMove = try connection.exists(
                """
                SELECT 1 WHERE EXISTS (SELECT 1 FROM tasks WHERE status = 'READY' AND is_gated = 0)
                    OR EXISTS (SELECT 1 FROM tasks WHERE status = 'IN_PROGRESS')
                    OR EXISTS (SELECT 1 FROM tasks WHERE status = 'WAITING' AND ready_at <= ?)
                """, [.time(date)])
            if mayMove { return true }
            // Between two of its tasks, or near its end.
            return try connection.exists(
                """
                SELECT 1 FROM processes p JOIN process_executions e ON e.execution_id = p.current_execution_id
                WHERE p.status = 'IN_PROGRESS' AND e.queued_at IS NULL
                    AND p.id NOT IN (SELECT process_id FROM tasks WHERE status = 'WAITING')
                    AND p.id NOT IN (SELECT process_id FROM tasks WHERE status = 'READY' AND is_gated = 1 AND pool IS NOT NULL)
                LIMIT 1
                """)
        }
    }

    private static let processByID = processes("WHERE id = ?")
    // Three statements, so that a listing by status or by parent walks the index for it.
    private static let allProcesses = processes(
        """
        WHERE ?1 IS NULL AND ?6 IS NULL AND (?2 IS NULL OR type = ?2) AND (?3 = 0 OR schedule IS NOT NULL)
        ORDER BY created_at DESC, id DESC LIMIT ?4 OFFSET ?5
        """)
    private static let processesByStatus = processes(
        """
        WHERE status = ?1 AND ?6 IS NULL AND (?2 IS NULL OR type = ?2) AND (?3 = 0 OR schedule IS NOT NULL)
        ORDER BY created_at DESC, id DESC LIMIT ?4 OFFSET ?5
        """)
    private static let childProcesses = processes(
        """
        WHERE parent_process_id = ?6 AND (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR type = ?2)
            AND (?3 = 0 OR schedule IS NOT NULL)
        ORDER BY created_at DESC, id DESC LIMIT ?4 OFFSET ?5
        """)

    /// The records of the processes for which a condition holds, which begins with WHERE.
    static func processes(_ condition: StaticString) -> SQLText {
        SQLText(
            generated: """
                SELECT id, type, input_data, schedule, status, current_task_index, total_tasks, started_at,
                    completed_at, error_message, created_at, updated_at, time_zone, missed_policy, overlap_policy,
                    next_run_at, priority, current_execution_id, stop_requested_at, definition_digest, outputs,
                    input_values, declaration, parent_process_id, parent_execution_id, parent_task_id
                FROM processes \(condition)
                """)
    }

    public func tasks(of process: ProcessID) async throws(ProcessionError) -> [TaskRecord] {
        try await database.read { connection throws(ProcessionError) in
            try connection.rows(Self.tasksOfProcess, [.id(process)], TaskRecord.init)
        }
    }

    public func task(_ id: TaskID) async throws(ProcessionError) -> TaskRecord? {
        try await database.read { connection throws(ProcessionError) in try Self.task(id, connection) }
    }

    static func task(_ id: TaskID, _ connection: any SQLConnection) throws(ProcessionError) -> TaskRecord? {
        try connection.row(taskByID, [.id(id)], TaskRecord.init)
    }

    private static let tasksOfProcess = tasks("WHERE process_id = ? ORDER BY task_index")
    private static let taskByID = tasks("WHERE task_id = ?")

    /// The records of the tasks for which a condition holds, which begins with WHERE.
    static func tasks(_ condition: StaticString) -> SQLText {
        SQLText(
            generated: """
                SELECT task_id, process_id, task_index, name, trigger, executor, command, working_directory, timeout_ms,
                    max_retries, retry_count, attempt, status, execution_id, started_at, completed_at, ready_at,
                    error_message, error_class, exit_code, output, outputs, progress, priority, pool, worker_id, fence,
                    allow_failure, group_task_id, item, CASE WHEN status = 'WAITING' THEN awaits END, awaited
                FROM tasks \(condition)
                """)
    }

    public func executions(
        of process: ProcessID, limit: Int
    ) async throws(ProcessionError) -> [ExecutionRecord] {
        try await database.read { connection throws(ProcessionError) in
            try connection.rows(
                """
                SELECT execution_id, process_id, execution_started_at, execution_completed_at, execution_status,
                    triggered_by, error_message, created_at, scheduled_for, input_data, definition_digest, outputs,
                    rerun_of, concurrency_key, queued_at
                FROM process_executions WHERE process_id = ?
                ORDER BY execution_started_at DESC, execution_id DESC LIMIT ?
                """, [.id(process), .integer(max(limit, 0))], ExecutionRecord.init)
        }
    }

    public func execution(_ id: ExecutionID) async throws(ProcessionError) -> ExecutionRecord? {
        try await database.read { connection throws(ProcessionError) in try Self.execution(id, connection) }
    }

    static func execution(
        _ id: ExecutionID, _ connection: any SQLConnection
    ) throws(ProcessionError) -> ExecutionRecord? {
        try connection.row(
            """
            SELECT execution_id, process_id, execution_started_at, execution_completed_at, execution_status,
                triggered_by, error_message, created_at, scheduled_for, input_data, definition_digest, outputs,
                rerun_of, concurrency_key, queued_at
            FROM process_executions WHERE execution_id = ?
            """, [.id(id)], ExecutionRecord.init)
    }

    public func attempts(of execution: ExecutionID) async throws(ProcessionError) -> [TaskAttempt] {
        try await database.read { connection throws(ProcessionError) in
            try connection.rows(
                """
                SELECT execution_id, task_id, name, attempt, fence, worker_id, started_at, completed_at, outcome,
                    exit_code, error_class, error_message, output, child_pid, child_start_time
                FROM task_attempts WHERE execution_id = ? ORDER BY started_at, task_id, fence
                """, [.id(execution)], TaskAttempt.init)
        }
    }

    public func logs(
        of execution: ExecutionID, task: TaskName?, after cursor: Int, limit: Int
    ) async throws(ProcessionError) -> (chunks: [LogChunk], cursor: Int) {
        try await database.read { connection throws(ProcessionError) in
            let rows = try connection.rows(
                """
                SELECT execution_id, task_id, attempt, sequence, stream, stream_offset, content, logged_at, log_id
                FROM task_logs WHERE execution_id = ?1 AND log_id > ?2 AND (?3 IS NULL OR task_id IN (
                    SELECT task_id FROM task_attempts
                    WHERE execution_id = ?1 AND (name = ?3 OR substr(name, 1, length(?5)) = ?5)))
                ORDER BY log_id LIMIT ?4
                """,
                [
                    .id(execution), .integer(cursor), .id(task), .integer(max(limit, 0)), .text(task?.itemPrefix)
                ]
            ) { row throws(ProcessionError) in (chunk: try LogChunk(row), id: row.integer(8)) }
            return (rows.map(\.chunk), rows.last?.id ?? cursor)
        }
    }

    public func events(
        after cursor: Int, process: ProcessID?, limit: Int
    ) async throws(ProcessionError) -> [EventRecord] {
        try await database.read { connection throws(ProcessionError) in
            let limit = SQLValue.integer(max(limit, 0))
            guard let process else {
                return try connection.rows(
                    """
                    SELECT event_id, occurred_at, kind, process_id, execution_id, task_id, task, attempt, status,
                        actor, detail FROM events WHERE event_id > ? ORDER BY event_id LIMIT ?
                    """, [.integer(cursor), limit], EventRecord.init)
            }
            return try connection.rows(
                """
                SELECT event_id, occurred_at, kind, process_id, execution_id, task_id, task, attempt, status, actor,
                    detail FROM events WHERE process_id = ? AND event_id > ? ORDER BY event_id LIMIT ?
                """, [.id(process), .integer(cursor), limit], EventRecord.init)
        }
    }

    public func lastEventID() async throws(ProcessionError) -> Int {
        try await database.read { connection throws(ProcessionError) in
            try connection.count("SELECT max(event_id) FROM events")
        }
    }

    public func definition(digest: String) async throws(ProcessionError) -> String? {
        try await database.read { connection throws(ProcessionError) in
            try connection.row("SELECT definition FROM process_definitions WHERE digest = ?", [.text(digest)]) {
                $0.text(0)
            }
        }
    }

    public func settings(digest: String) async throws(ProcessionError) -> String? {
        try await database.read { connection throws(ProcessionError) in
            try connection.row("SELECT settings FROM process_definitions WHERE digest = ?", [.text(digest)]) {
                $0.text(0)
            }
        }
    }

    public func results(
        of process: ProcessID, tasks: [TaskName]
    ) async throws(ProcessionError) -> [TaskName: StoredResult] {
        guard !tasks.isEmpty else { return [:] }
        return try await database.read { connection throws(ProcessionError) in
            var results: [TaskName: StoredResult] = [:]
            for name in tasks {
                results[name] = try connection.row(
                    """
                    SELECT status, outputs, error_message FROM tasks WHERE process_id = ? AND name = ?
                    ORDER BY task_index LIMIT 1
                    """, [.id(process), .id(name)]
                ) { row throws(ProcessionError) in
                    StoredResult(
                        status: try row.word(0), outputs: row.optionalText(1), errorMessage: row.optionalText(2))
                }
            }
            return results
        }
    }
}
