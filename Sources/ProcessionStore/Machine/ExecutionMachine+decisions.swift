import Procession

extension ExecutionMachine {
    /// Carries out what the engine decided about a condition or about outputs; too late changes nothing.
    func carryOut(_ decision: WorkBatch.Decision, by worker: WorkerID) throws(ProcessionError) {
        switch decision {
        case .run(let id): try makeReady(id)
        case .expand(let id, let items, let condition): try expand(id, into: items, condition: condition)
        case .skip(let id):
            try endUnrun(id, as: .skipped, attempt: .skipped, failure: nil, by: worker)
        case .fail(let id, let failure):
            try endUnrun(id, as: .failed, attempt: .failed, failure: failure, by: worker)
        case .outputs(let id, let outputs): try self.outputs(of: id, are: .success(outputs))
        case .outputsFailed(let id, let failure): try outputs(of: id, are: .failure(failure))
        }
    }

    private func makeReady(_ id: TaskID) throws(ProcessionError) {
        let task = try connection.row(
            SQLText(
                """
                UPDATE tasks SET status = 'READY', ready_at = ?1, updated_at = ?1
                WHERE task_id = ?2 AND status = 'PENDING' AND pending_dependencies = 0 AND condition IS NOT NULL
                    AND execution_id IS NOT NULL AND items IS NULL
                """, returning: EndedTask.columns),
            [now, .id(id)], EndedTask.init)
        if let task { events.append(.ready, task.subject) }
    }

    /// Ends a task whose condition did not let it run; the attempt row keeps that for history.
    private func endUnrun(
        _ id: TaskID, as status: TaskStatus, attempt: TaskAttempt.Outcome, failure: TaskFailure?, by worker: WorkerID
    ) throws(ProcessionError) {
        let task = try connection.row(
            SQLText(
                """
                UPDATE tasks SET status = ?1, completed_at = ?2, updated_at = ?2, error_class = ?3, error_message = ?4,
                    attempt = attempt + 1, fence = fence + 1
                WHERE task_id = ?5 AND status = 'PENDING' AND pending_dependencies = 0 AND condition IS NOT NULL
                    AND execution_id IS NOT NULL
                """, returning: EndedTask.columns),
            [.word(status), now, .word(failure?.errorClass), .text(failure?.message), .id(id)],
            EndedTask.init)
        guard let task else { return }
        try recordEnd(ofUnrun: task, as: attempt, failure, by: worker)
        try skipItems(of: task, because: failure?.message)
        try ended(task, as: status, message: failure?.message)
    }

    /// Ends a READY task that can't be handed out.
    func fail(ready id: TaskID, _ failure: TaskFailure, by worker: WorkerID) throws(ProcessionError) {
        let task = try connection.row(
            SQLText(
                """
                UPDATE tasks SET status = 'FAILED', completed_at = ?1, updated_at = ?1, error_class = ?2,
                    error_message = ?3, attempt = attempt + 1, fence = fence + 1
                WHERE task_id = ?4 AND status = 'READY'
                """, returning: EndedTask.columns),
            [now, .word(failure.errorClass), .text(failure.message), .id(id)], EndedTask.init)
        guard let task else { return }
        try recordEnd(ofUnrun: task, as: .failed, failure, by: worker)
        try ended(task, as: .failed, message: failure.message)
    }

    /// Writes the attempt of a task that ended without being begun.
    private func recordEnd(
        ofUnrun task: EndedTask, as outcome: TaskAttempt.Outcome, _ failure: TaskFailure?, by worker: WorkerID
    ) throws(ProcessionError) {
        try connection.execute(
            """
            INSERT INTO task_attempts (execution_id, task_id, fence, name, attempt, worker_id, started_at,
                completed_at, outcome, error_class, error_message)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?10)
            """,
            [
                .id(task.executionID), .id(task.id), .integer(task.fence), .text(task.name), .integer(task.attempt),
                .id(worker), now, .word(outcome), .word(failure?.errorClass), .text(failure?.message)
            ])
    }
}
