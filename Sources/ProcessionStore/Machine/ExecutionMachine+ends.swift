import Procession

extension ExecutionMachine {
    /// A task that has just come to an end state, as its row says.
    struct EndedTask {
        var id: TaskID
        var executionID: ExecutionID
        var processID: String
        var name: String
        var index: Int
        var attempt: Int
        var isHandler: Bool
        var allowsFailure: Bool
        /// The group of an item.
        var groupID: TaskID?
        var fence: Int

        /// What a statement that ends a task gives of it, for ``init(_:)``.
        static let columns: StaticString =
            "task_id, execution_id, process_id, name, task_index, attempt, kind, allow_failure, group_task_id, fence"

        var subject: EventBuffer.Subject {
            EventBuffer.Subject(
                process: processID, execution: .id(executionID), task: .id(id), name: .text(name),
                attempt: attempt > 0 ? .integer(attempt) : nil)
        }
    }

    /// Draws the consequences of a task's end.
    ///
    /// The row has been written already.
    ///
    /// - Parameter message: Why it ended, where that is not by itself clear.
    func ended(_ task: EndedTask, as status: TaskStatus, message: String? = nil) throws(ProcessionError) {
        events.append(status, task.subject, detail: message)
        try update(task.executionID) { state throws(ProcessionError) in
            state.openTasks -= 1
            if task.index <= state.currentIndex { state.indexMayMove = true }
            if let group = task.groupID { return itemEnded(task, of: group, as: status, message: message, state) }
            switch status {
            case .failed where !task.allowsFailure:
                try failed(task, &state, "\(task.kind) '\(task.name)' failed: \(message ?? "no reason was given")")
            case .stopped:
                // Whoever stops or times out an execution has dealt with its other tasks already.
                if state.closing != .stop, state.closing != .timeout {
                    try failed(task, &state, "\(task.kind) '\(task.name)' was stopped: \(message ?? "")")
                }
            default:
                try release(dependentsOf: task)
            }
        }
    }

    /// Ends a task that waits for something else than an attempt; changes nothing where it does not wait.
    func endWaiting(
        _ id: TaskID, as status: TaskStatus, outputs: String? = nil, errorClass: ErrorClass?, message: String?
    ) throws(ProcessionError) {
        let task = try connection.row(
            SQLText(
                """
                UPDATE tasks SET status = ?1, completed_at = ?2, updated_at = ?2, outputs = ?3, error_class = ?4,
                    error_message = ?5
                WHERE task_id = ?6 AND status = 'WAITING'
                """, returning: EndedTask.columns),
            [.word(status), now, .text(outputs), .word(errorClass), .text(message), .id(id)], EndedTask.init)
        if let task { try ended(task, as: status, message: message) }
    }

    private func failed(
        _ task: EndedTask, _ state: inout ExecutionState, _ message: String
    ) throws(ProcessionError) {
        if state.closing != .stop { state.fail(message) }
        if task.isHandler || !state.failsFast {
            try skip(dependentsOf: task, &state)
        } else if state.closing == nil {
            state.closing = .failure
            try close(&state, as: .skipped, because: "task '\(task.name)' failed")
        }
    }

    /// Tasks that need `task`, directly or through others, end without having run.
    private func skip(dependentsOf task: EndedTask, _ state: inout ExecutionState) throws(ProcessionError) {
        let message = "not run because \(task.kind) '\(task.name)', which it needs, failed"
        let skipped = try skip(
            for: EventBuffer.Subject(process: task.processID, execution: .id(task.executionID)), because: message,
            """
            WITH RECURSIVE dependents (task_id) AS (
                SELECT task_id FROM task_dependencies WHERE needs_task_id = ?1
                UNION
                SELECT d.task_id FROM task_dependencies d JOIN dependents b ON d.needs_task_id = b.task_id
            ), blocked (task_id) AS (
                SELECT task_id FROM dependents
                UNION
                SELECT i.task_id FROM dependents b JOIN tasks i ON i.group_task_id = b.task_id
            )
            UPDATE tasks SET status = 'SKIPPED', completed_at = ?2, updated_at = ?2, error_message = ?3
            WHERE task_id IN (SELECT task_id FROM blocked) AND status = 'PENDING'
            RETURNING task_id, name
            """, [.id(task.id), now, .text(message)])
        guard skipped > 0 else { return }
        state.openTasks -= skipped
        state.indexMayMove = true
    }

    /// Carries out an update that ends tasks as SKIPPED and returns `task_id, name` of each, and records that.
    ///
    /// - Parameter subject: their process and execution.
    /// - Returns: how many they are.
    @discardableResult
    func skip(
        for subject: EventBuffer.Subject, because message: String? = nil, _ update: SQLText, _ values: [SQLValue]
    ) throws(ProcessionError) -> Int {
        let skipped = try connection.rows(update, values) { row in
            var subject = subject
            subject.task = .text(row.text(0))
            subject.name = .text(row.text(1))
            return subject
        }
        for task in skipped { events.append(.skipped, task, detail: message) }
        return skipped.count
    }

    /// A task has ended well: those that need it have one open need less.
    private func release(dependentsOf task: EndedTask) throws(ProcessionError) {
        // Most tasks of a wide process have none, and asking is cheaper than the update.
        guard try connection.exists("SELECT 1 FROM task_dependencies WHERE needs_task_id = ? LIMIT 1", [.id(task.id)])
        else { return }
        try connection.query(
            """
            UPDATE tasks SET pending_dependencies = pending_dependencies - 1,
                status = CASE WHEN pending_dependencies = 1 AND condition IS NULL THEN 'READY' ELSE status END,
                ready_at = CASE WHEN pending_dependencies = 1 AND condition IS NULL THEN ?1 ELSE ready_at END,
                updated_at = ?1
            WHERE task_id IN (SELECT task_id FROM task_dependencies WHERE needs_task_id = ?2) AND status = 'PENDING'
            RETURNING task_id, name, status
            """, [now, .id(task.id)]
        ) { row in
            guard row.text(2) == "READY" else { return }
            events.append(
                .ready,
                EventBuffer.Subject(
                    process: task.processID, execution: .id(task.executionID), task: .text(row.text(0)),
                    name: .text(row.text(1))))
        }
    }
}

extension ExecutionMachine.EndedTask {
    var kind: String { isHandler ? "handler" : "task" }

    /// Columns: ``columns``.
    init(_ row: any SQLRow) {
        self.init(
            id: row.id(0), executionID: row.id(1), processID: row.text(2), name: row.text(3), index: row.integer(4),
            attempt: row.integer(5), isHandler: row.text(6) == "handler", allowsFailure: row.flag(7),
            groupID: row.optionalID(8), fence: row.integer(9))
    }
}
