/// Something that holds in every state of the database, across rows; what one row can break alone is a CHECK.
struct Invariant: Sendable {
    /// Gives a row for each violation.
    let violations: SQLText
    /// The sentence for one of these rows.
    let sentence: @Sendable (any SQLRow) -> String

    static let all: [Invariant] = [
        Invariant(
            violations: """
                SELECT e.execution_id, e.open_tasks, (
                    SELECT count(*) FROM tasks t WHERE t.execution_id = e.execution_id
                        AND coalesce(t.trigger, 'main') = e.phase
                        AND t.status NOT IN ('COMPLETED', 'FAILED', 'STOPPED', 'SKIPPED')) AS actual
                FROM process_executions e JOIN processes p ON p.current_execution_id = e.execution_id
                WHERE e.phase <> 'ended' AND e.open_tasks <> (
                    SELECT count(*) FROM tasks t WHERE t.process_id = e.process_id AND t.execution_id = e.execution_id
                        AND coalesce(t.trigger, 'main') = e.phase
                        AND t.status NOT IN ('COMPLETED', 'FAILED', 'STOPPED', 'SKIPPED'))
                """
        ) { "execution '\($0.text(0))' counts \($0.integer(1)) open tasks, but has \($0.integer(2))" },
        Invariant(
            violations: """
                SELECT t.task_id, t.name, t.pending_dependencies FROM tasks t
                JOIN process_executions e ON e.execution_id = t.execution_id
                WHERE t.status = 'PENDING' AND t.pending_dependencies <> (
                    SELECT count(*) FROM task_dependencies d JOIN tasks n ON n.task_id = d.needs_task_id
                    WHERE d.task_id = t.task_id AND n.status IN ('PENDING', 'READY', 'IN_PROGRESS', 'WAITING')
                ) + CASE WHEN t.trigger = e.phase OR t.trigger IS NULL AND e.queued_at IS NULL THEN 0 ELSE 1 END
                    + CASE WHEN EXISTS (
                        SELECT 1 FROM tasks g WHERE g.task_id = t.group_task_id AND g.status = 'PENDING')
                    THEN 1 ELSE 0 END
                    AND NOT EXISTS (
                        SELECT 1 FROM tasks g WHERE g.task_id = t.group_task_id AND g.status = 'WAITING'
                            AND g.max_parallel IS NOT NULL AND t.pending_dependencies IN (0, 1))
                """
        ) {
            "task '\($0.text(0))' (\($0.text(1))) counts \($0.integer(2)) open needs, which is not what its needs say"
        },
        Invariant(
            violations: """
                SELECT t.task_id, t.name, t.open_items FROM tasks t
                WHERE t.items IS NOT NULL AND t.status = 'WAITING' AND t.open_items <> (
                    SELECT count(*) FROM tasks i WHERE i.group_task_id = t.task_id
                        AND i.status NOT IN ('COMPLETED', 'FAILED', 'STOPPED', 'SKIPPED'))
                """
        ) {
            "group '\($0.text(0))' (\($0.text(1))) counts \($0.integer(2)) open items, which is not what its items say"
        },
        Invariant(
            violations: """
                SELECT t.task_id, t.name, t.max_parallel FROM tasks t
                WHERE t.items IS NOT NULL AND t.status = 'WAITING' AND t.max_parallel IS NOT NULL
                    AND CASE WHEN t.max_parallel < t.open_items THEN t.max_parallel ELSE t.open_items END <> (
                        SELECT count(*) FROM tasks i WHERE i.group_task_id = t.task_id
                            AND (i.status IN ('READY', 'IN_PROGRESS', 'WAITING')
                                OR i.status = 'PENDING' AND i.pending_dependencies = 0))
                """
        ) { "group '\($0.text(0))' (\($0.text(1))) has let other than \($0.integer(2)) items begin" },
        Invariant(
            violations: """
                SELECT t.task_id, t.name, t.worker_id FROM tasks t LEFT JOIN workers w ON w.worker_id = t.worker_id
                WHERE t.status = 'IN_PROGRESS' AND (w.worker_id IS NULL OR w.is_dead = 1)
                """
        ) { "task '\($0.text(0))' (\($0.text(1))) is held by worker '\($0.text(2))', which is dead or unknown" },
        Invariant(
            violations: """
                SELECT t.task_id, t.name FROM tasks t LEFT JOIN task_attempts a
                    ON a.execution_id = t.execution_id AND a.task_id = t.task_id AND a.fence = t.fence
                WHERE t.status = 'IN_PROGRESS' AND (a.task_id IS NULL OR a.outcome IS NOT NULL)
                """
        ) { "task '\($0.text(0))' (\($0.text(1))) is in progress without an open attempt" },
        Invariant(
            violations: """
                SELECT p.id, p.status, coalesce(e.execution_status, 'missing') FROM processes p
                LEFT JOIN process_executions e ON e.execution_id = p.current_execution_id
                WHERE p.current_execution_id IS NOT NULL
                    AND (e.execution_status IS NULL OR e.execution_status <> p.status)
                """
        ) { "process '\($0.text(0))' is \($0.text(1)), but its execution is \($0.text(2))" },
        Invariant(
            violations: """
                SELECT p.id, p.total_tasks, count(t.task_id) FROM processes p
                LEFT JOIN tasks t ON t.process_id = p.id
                GROUP BY p.id, p.total_tasks HAVING p.total_tasks <> count(t.task_id)
                """
        ) { "process '\($0.text(0))' counts \($0.integer(1)) tasks, but has \($0.integer(2))" },
        Invariant(
            violations: """
                SELECT p.id, p.current_task_index FROM processes p
                WHERE p.current_execution_id IS NOT NULL AND p.current_task_index <> coalesce((
                    SELECT min(t.task_index) FROM tasks t WHERE t.process_id = p.id
                        AND t.status NOT IN ('COMPLETED', 'FAILED', 'STOPPED', 'SKIPPED')), p.total_tasks)
                """
        ) { "process '\($0.text(0))' has current task \($0.integer(1)), which is not its first open one" },
        Invariant(
            violations: """
                SELECT t.task_id, t.name, t.status FROM tasks t JOIN processes p ON p.id = t.process_id
                WHERE p.status <> 'IN_PROGRESS' AND t.execution_id IS NOT NULL
                    AND t.status NOT IN ('COMPLETED', 'FAILED', 'STOPPED', 'SKIPPED')
                """
        ) { "task '\($0.text(0))' (\($0.text(1))) is \($0.text(2)), but its process is not running" },
        Invariant(
            violations: """
                SELECT t.task_id, t.name, t.awaited FROM tasks t LEFT JOIN processes p ON p.id = t.awaited
                WHERE t.status = 'WAITING' AND t.awaits = 'process' AND (p.id IS NULL OR p.status <> 'IN_PROGRESS')
                """
        ) { "task '\($0.text(0))' (\($0.text(1))) waits for process '\($0.text(2))', which does not run" },
        Invariant(
            violations: """
                SELECT p.id, count(w.scheduled_for) FROM waiting_ticks w JOIN processes p ON p.id = w.process_id
                WHERE p.schedule IS NULL GROUP BY p.id
                """
        ) { "process '\($0.text(0))' has no schedule, but \($0.integer(1)) ticks that wait" },
        Invariant(
            violations: """
                SELECT t.task_id, t.name FROM tasks t
                WHERE t.status IN ('PENDING', 'IN_PROGRESS', 'WAITING')
                    AND t.is_gated <> CASE WHEN t.pool IS NULL THEN 0 ELSE 1 END
                """
        ) { "task '\($0.text(0))' (\($0.text(1))) would run without regard to its pool" },
        Invariant(
            violations: """
                SELECT e.execution_id, e.concurrency_key FROM process_executions e
                WHERE e.concurrency_key IS NOT NULL AND e.queued_at IS NOT NULL
                    AND (e.phase <> 'main' OR e.concurrency_limit > (
                        SELECT count(*) FROM process_executions r WHERE r.concurrency_key = e.concurrency_key
                            AND r.phase <> 'ended' AND r.queued_at IS NULL)
                        AND NOT EXISTS (
                            SELECT 1 FROM process_executions q WHERE q.concurrency_key = e.concurrency_key
                                AND q.queued_at IS NOT NULL AND (q.queued_at, q.execution_id)
                                < (e.queued_at, e.execution_id)))
                """
        ) { "execution '\($0.text(0))' waits for others with the key '\($0.text(1))', but there is room for it" }
    ]
}
