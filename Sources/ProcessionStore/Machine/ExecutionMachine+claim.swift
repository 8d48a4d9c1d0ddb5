import Procession

extension ExecutionMachine {
    private static let attempts = BulkInsert.Target(
        "task_attempts",
        ["execution_id", "task_id", "fence", "name", "attempt", "worker_id", "started_at"])

    /// Gives the first READY tasks of a lane that no gate holds back to a worker; their attempts are recorded.
    ///
    /// The order is a key of the row, the time at which it became READY less what its priority is worth, so that
    /// whatever waits moves up by itself.
    ///
    /// - Parameter passed: how many of them are passed over.
    func claim(
        _ count: Int, in lane: TaskLane, after passed: Int = 0, for worker: WorkerID, policies: RetryPolicyCache
    ) throws(ProcessionError) -> [ClaimedTask] {
        guard count > 0 else { return [] }
        var claimed: [(task: ClaimedTask, order: Int)] = []
        try connection.query(
            """
            UPDATE tasks SET status = 'IN_PROGRESS', worker_id = ?1, fence = fence + 1, attempt = attempt + 1,
                started_at = coalesce(started_at, ?2), progress = NULL, updated_at = ?2,
                is_gated = CASE WHEN pool IS NULL THEN 0 ELSE 1 END
            WHERE task_id IN (
                SELECT task_id FROM tasks WHERE status = 'READY' AND is_gated = 0 AND lane = ?3
                ORDER BY claim_order, task_id LIMIT ?4 OFFSET ?5
            ) AND status = 'READY'
            RETURNING task_id, process_id, execution_id, task_index, name, trigger, executor, lane, configuration,
                environment, working_directory, declared_outputs, timeout_ms, retry_policy, retry_count, attempt,
                fence, checkpoint, item, claim_order
            """, [.id(worker), now, .word(lane), .integer(count), .integer(passed)]
        ) { row throws(ProcessionError) in
            claimed.append((try Self.task(row, policies), row.integer(19)))
        }
        // The database gives the rows in the order in which it found them.
        claimed.sort { left, right in
            left.order != right.order ? left.order < right.order : left.task.taskID < right.task.taskID
        }
        try record(claimed.map(\.task), worker)
        return claimed.map(\.task)
    }

    /// The task that a claim takes first.
    func firstClaimable(in lane: TaskLane, after passed: Int) throws(ProcessionError) -> TaskID? {
        try connection.row(
            """
            SELECT task_id FROM tasks WHERE status = 'READY' AND is_gated = 0 AND lane = ?
            ORDER BY claim_order, task_id LIMIT 1 OFFSET ?
            """, [.word(lane), .integer(passed)]
        ) { $0.id(0) }
    }

    /// What a worker holds beside what it knows: claims of which it has never heard, in the order of their ids.
    func claimed(
        by worker: WorkerID, beside known: Set<WorkBatch.HeldTask>, policies: RetryPolicyCache
    ) throws(ProcessionError) -> [ClaimedTask] {
        try connection.rows(
            """
            SELECT task_id, process_id, execution_id, task_index, name, trigger, executor, lane, configuration,
                environment, working_directory, declared_outputs, timeout_ms, retry_policy, retry_count, attempt, fence,
                checkpoint, item
            FROM tasks WHERE status = 'IN_PROGRESS' AND worker_id = ? ORDER BY task_id
            """, [.id(worker)]
        ) { row throws(ProcessionError) in try Self.task(row, policies) }
        .filter { !known.contains(WorkBatch.HeldTask(taskID: $0.taskID, fence: $0.fence)) }
    }

    /// Columns: those that both statements above begin with.
    private static func task(
        _ row: any SQLRow, _ policies: RetryPolicyCache
    ) throws(ProcessionError) -> ClaimedTask {
        ClaimedTask(
            taskID: row.id(0), processID: row.id(1), executionID: row.id(2), index: row.integer(3), name: row.id(4),
            trigger: try row.optionalWord(5), executor: row.id(6), lane: try row.word(7), configuration: row.text(8),
            environment: row.text(9), workingDirectory: row.optionalText(10), declaredOutputs: row.text(11),
            timeout: .milliseconds(row.integer(12)), retry: try policies.policy(row.optionalText(13)),
            retryCount: row.integer(14), attempt: row.integer(15), fence: row.integer(16),
            checkpoint: row.optionalText(17), item: row.optionalText(18))
    }

    private func record(_ claimed: [ClaimedTask], _ worker: WorkerID) throws(ProcessionError) {
        var attempts = BulkInsert(Self.attempts)
        for task in claimed {
            attempts.append([
                .id(task.executionID), .id(task.taskID), .integer(task.fence), .id(task.name), .integer(task.attempt),
                .id(worker), now
            ])
            events.append(
                .inProgress,
                EventBuffer.Subject(
                    process: task.processID.rawValue, execution: .id(task.executionID), task: .id(task.taskID),
                    name: .id(task.name), attempt: .integer(task.attempt)),
                detail: task.checkpoint == nil ? nil : EventRecord.resumed)
        }
        try attempts.flush(connection)
    }
}
