import Procession

import struct Foundation.Date

/// A task with a row for each of several items: one row more, that of the group, stands for all of them.
///
/// What needs the task needs that row alone. It is PENDING like any other, WAITING once its items are there, and comes
/// to its own end with the last of them. Until it begins, each item has one open need more.
extension ExecutionMachine {
    /// What a transaction has to tell a group about its items.
    struct GroupNews {
        /// How many have come to an end.
        var ended = 0
        /// Why the group has failed before all of them have.
        var failure: String?
    }

    /// Until when the row of a group waits, if nothing ends it.
    private static let forever = SQLValue.time(Date.distantFuture)

    // MARK: Begin

    /// Gives a group its items and lets those begin.
    func expand(
        _ id: TaskID, into items: [WorkBatch.NewItem], condition: String?
    ) throws(ProcessionError) {
        let group = try connection.row(
            SQLText(
                selecting: EndedTask.columns,
                """
                , max_parallel FROM tasks
                WHERE task_id = ? AND status = 'PENDING' AND pending_dependencies = 0 AND items IS NOT NULL
                    AND execution_id IS NOT NULL
                """),
            [.id(id)]
        ) { (task: EndedTask($0), limit: $0.optionalInteger(10)) }
        guard let (group, limit) = group else { return }
        let known = try connection.rows(
            "SELECT item FROM tasks WHERE group_task_id = ? ORDER BY task_index", [.id(id)]
        ) { $0.text(0) }
        if known != items.map(\.item) {
            try removeItems(of: group, known.count)
            try insert(items, of: group, condition: condition)
        }
        try connection.execute(
            """
            UPDATE tasks SET status = 'WAITING', ready_at = ?1, started_at = ?2, updated_at = ?2, open_items = (
                SELECT count(*) FROM tasks i WHERE i.group_task_id = ?3
                    AND i.status NOT IN ('COMPLETED', 'FAILED', 'STOPPED', 'SKIPPED'))
            WHERE task_id = ?3
            """, [Self.forever, now, .id(id)])
        events.append(.waiting, group.subject, detail: items.count == 1 ? "1 item" : "\(items.count) items")
        try letBegin(limit ?? Int(Int32.max), itemsOf: group.subject, id)
        // A group may have none, or none that is left to run.
        news[id, default: GroupNews()].ended += 0
    }

    /// Lets the next items begin, in their order.
    private func letBegin(
        _ count: Int, itemsOf group: EventBuffer.Subject, _ id: TaskID
    ) throws(ProcessionError) {
        guard count > 0 else { return }
        var begun: [(id: String, name: String, index: Int)] = []
        try connection.query(
            """
            UPDATE tasks SET pending_dependencies = 0,
                status = CASE WHEN condition IS NULL THEN 'READY' ELSE status END,
                ready_at = CASE WHEN condition IS NULL THEN ?1 ELSE ready_at END, updated_at = ?1
            WHERE task_id IN (
                SELECT task_id FROM tasks
                WHERE group_task_id = ?2 AND status = 'PENDING' AND pending_dependencies > 0
                ORDER BY task_index LIMIT ?3
            )
            RETURNING task_id, name, status, task_index
            """, [now, .id(id), .integer(count)]
        ) { row in
            if row.text(2) == "READY" { begun.append((row.text(0), row.text(1), row.integer(3))) }
        }
        for item in begun.sorted(by: { $0.index < $1.index }) {
            var subject = group
            subject.task = .text(item.id)
            subject.name = .text(item.name)
            subject.attempt = nil
            events.append(.ready, subject)
        }
    }

    private func removeItems(of group: EndedTask, _ count: Int) throws(ProcessionError) {
        guard count > 0 else { return }
        let open = try connection.count(
            """
            SELECT count(*) FROM tasks
            WHERE group_task_id = ? AND status NOT IN ('COMPLETED', 'FAILED', 'STOPPED', 'SKIPPED')
            """, [.id(group.id)])
        try connection.execute("DELETE FROM tasks WHERE group_task_id = ?", [.id(group.id)])
        try update(group.executionID) { state throws(ProcessionError) in
            state.openTasks -= open
            try move(rowsAfter: group, by: -count, &state)
        }
    }

    private func insert(
        _ items: [WorkBatch.NewItem], of group: EndedTask, condition: String?
    ) throws(ProcessionError) {
        guard !items.isEmpty else { return }
        try update(group.executionID) { state throws(ProcessionError) in
            state.openTasks += items.count
            try move(rowsAfter: group, by: items.count, &state)
        }
        for (position, item) in items.enumerated() {
            try connection.execute(
                """
                INSERT INTO tasks (task_id, process_id, task_index, name, command, working_directory, timeout_minutes,
                    max_retries, created_at, updated_at, execution_id, executor, configuration, environment, kind,
                    timeout_ms, retry_policy, pending_dependencies, priority, pool, trigger, lane, condition,
                    allow_failure, on_interruption, declared_outputs, is_gated, group_task_id, item)
                SELECT ?1, process_id, ?2, ?3, ?4, working_directory, timeout_minutes, max_retries, ?5, ?5,
                    execution_id, executor, configuration, environment, kind, timeout_ms, retry_policy, 1, priority,
                    pool, trigger, lane, ?6, allow_failure, on_interruption, declared_outputs,
                    CASE WHEN pool IS NULL THEN 0 ELSE 1 END, task_id, ?7
                FROM tasks WHERE task_id = ?8
                """,
                [
                    .id(item.id), .integer(group.index + 1 + position), .id(TaskName(group.name).item(position)),
                    .text(item.command), now, .text(condition), .text(item.item), .id(group.id)
                ])
        }
    }

    /// Makes room behind a group, or closes a gap, so that the rows of its items follow it.
    private func move(
        rowsAfter group: EndedTask, by distance: Int, _ state: inout ExecutionState
    ) throws(ProcessionError) {
        // In two steps, because an index must not be there twice, not even while the statement runs.
        let away = 1 << 30
        for step in [away, distance - away] {
            try connection.execute(
                """
                UPDATE tasks SET task_index = task_index + ?1
                WHERE process_id = ?2 AND (task_index > ?3 AND ?1 > 0 OR task_index > ?4)
                """, [.integer(step), .text(group.processID), .integer(group.index), .integer(away)])
        }
        state.totalTasks += distance
        state.totalHasChanged = true
        state.indexMayMove = true
    }

    // MARK: End

    /// Takes note that an item has come to its end; ``settleGroups()`` draws the consequences.
    func itemEnded(
        _ item: EndedTask, of group: TaskID, as status: TaskStatus, message: String?, _ state: ExecutionState
    ) {
        var told = news[group] ?? GroupNews()
        told.ended += 1
        if status == .failed, !item.allowsFailure, !item.isHandler, state.failsFast, told.failure == nil {
            told.failure = "'\(item.name)' failed: \(message ?? "no reason was given")"
        }
        news[group] = told
    }

    /// Brings groups to their end whose items have ended, or one of whose items has failed.
    func settleGroups() throws(ProcessionError) {
        let groups = news
        news = [:]
        // In a fixed order, so that the same work gives the same events.
        for (id, news) in groups.sorted(by: { $0.key < $1.key }) {
            let standing = try connection.row(
                """
                UPDATE tasks SET open_items = open_items - ?1, updated_at = ?2
                WHERE task_id = ?3 AND open_items IS NOT NULL
                RETURNING open_items, max_parallel, process_id, execution_id
                """, [.integer(news.ended), now, .id(id)]
            ) { row in
                (
                    open: row.integer(0), isLimited: !row.isNull(1),
                    subject: EventBuffer.Subject(process: row.text(2), execution: .text(row.text(3)))
                )
            }
            guard let standing else { continue }
            if standing.open == 0 || news.failure != nil {
                let result = try GroupResult(of: id, failure: news.failure, connection)
                // Changes nothing where the group has ended: whoever stops an execution, or lets it fail, has seen to it.
                try endWaiting(
                    id, as: result.status, outputs: result.outputs, errorClass: result.errorClass,
                    message: result.message)
            } else if standing.isLimited {
                // Only an item that was let begin can have ended: its place is free.
                try letBegin(news.ended, itemsOf: standing.subject, id)
            }
        }
    }

    /// Ends the items of a group that has ended without having begun.
    func skipItems(of group: EndedTask, because message: String?) throws(ProcessionError) {
        let skipped = try skip(
            for: EventBuffer.Subject(process: group.processID, execution: .id(group.executionID)), because: message,
            """
            UPDATE tasks SET status = 'SKIPPED', completed_at = ?1, updated_at = ?1, error_message = ?2
            WHERE group_task_id = ?3 AND status = 'PENDING' RETURNING task_id, name
            """, [now, .text(message), .id(group.id)])
        guard skipped > 0 else { return }
        try update(group.executionID) { state in
            state.openTasks -= skipped
            state.indexMayMove = true
        }
    }
}
