import Procession

import struct Foundation.Date

extension ExecutionMachine {
    /// Where the outcome of an attempt takes its task.
    private struct Move {
        var status: TaskStatus
        var attempt: TaskAttempt.Outcome
        var readyAt: SQLValue = nil
        var errorClass: ErrorClass?
        var message: String?
        var exitCode: Int?
        var outputs: String?
        var countsAsRetry = false
        var checkpoint: String?
        /// Whether the next attempt goes on where this one wanted to.
        var keepsCheckpoint = false
        var awaited: Awaited?

        static func failed(_ failure: TaskFailure) -> Move {
            Move(
                status: .failed, attempt: .failed, errorClass: failure.errorClass, message: failure.message,
                exitCode: failure.exitCode)
        }

        static func stopped(_ message: String, as attempt: TaskAttempt.Outcome = .stopped) -> Move {
            Move(status: .stopped, attempt: attempt, errorClass: .cancelled, message: message)
        }
    }

    /// Writes how an attempt ended.
    ///
    /// False if the task is no longer this worker's: nothing was written.
    func end(_ outcome: WorkBatch.AttemptOutcome, of worker: WorkerID) throws(ProcessionError) -> Bool {
        guard let move = try move(for: outcome) else { return false }
        let endedAt = SQLValue.time(outcome.endedAt)
        let exitCode = SQLValue.integer(outcome.exitCode ?? move.exitCode)
        let output = outcome.outputTail.isEmpty ? SQLValue.null : .text(outcome.outputTail)
        // Read, then written: RETURNING would cost more than both. Whose the task is, the update alone decides.
        let task = try connection.row(
            SQLText(
                selecting: EndedTask.columns, "FROM tasks WHERE task_id = ? AND execution_id IS NOT NULL"),
            [.id(outcome.taskID)], EndedTask.init)
        guard let task else { return false }
        let written = try connection.execute(
            """
            UPDATE tasks SET status = ?, worker_id = NULL, completed_at = ?, ready_at = ?, exit_code = ?, output = ?,
                outputs = ?, error_class = ?, error_message = ?, retry_count = retry_count + ?, losses = 0,
                progress = CASE WHEN ? AND progress IS NOT NULL THEN 1 ELSE progress END,
                checkpoint = CASE WHEN ? THEN checkpoint ELSE ? END, updated_at = ?
            WHERE task_id = ? AND worker_id = ? AND fence = ? AND status = 'IN_PROGRESS'
            """,
            [
                .word(move.status), move.status.isEnd ? endedAt : nil, move.readyAt, exitCode, output,
                .text(move.outputs), .word(move.errorClass), .text(move.message), .integer(move.countsAsRetry ? 1 : 0),
                .flag(move.status == .completed), .flag(move.keepsCheckpoint), .text(move.checkpoint), now,
                .id(outcome.taskID), .id(worker),
                .integer(outcome.fence)
            ])
        guard written == 1 else { return false }
        try connection.execute(
            """
            UPDATE task_attempts SET completed_at = ?, outcome = ?, exit_code = ?, error_class = ?, error_message = ?,
                output = ? WHERE execution_id = ? AND task_id = ? AND fence = ?
            """,
            [
                endedAt, .word(move.attempt), exitCode, .word(move.errorClass), .text(move.message), output,
                .id(task.executionID), .id(task.id), .integer(outcome.fence)
            ])
        // One that ends well has waited for its child.
        if move.countsAsRetry || move.status.isEnd && move.status != .completed { try stopChildren(of: task) }
        if move.status.isEnd {
            try ended(task, as: move.status, message: move.message)
        } else {
            if let awaited = move.awaited { try write(awaited, of: task) }
            events.append(move.status, task.subject, detail: move.message ?? move.awaited?.words)
        }
        return true
    }

    private func write(_ awaited: Awaited, of task: EndedTask) throws(ProcessionError) {
        try connection.execute(
            "UPDATE tasks SET awaits = ?, awaited = ? WHERE task_id = ?",
            [.word(awaited.kind), .text(awaited.subject), .id(task.id)])
    }

    private func move(for outcome: WorkBatch.AttemptOutcome) throws(ProcessionError) -> Move? {
        switch outcome.result {
        case .completed(let outputs): return Move(status: .completed, attempt: .completed, outputs: outputs)
        case .failed(let failure): return .failed(failure)
        case .stopped(let message): return .stopped(message)
        case .retry, .waiting, .returned, .interrupted: break
        }
        // These want to run again, which depends on how their execution stands.
        let found = try connection.row(
            """
            SELECT execution_id, on_interruption FROM tasks WHERE task_id = ? AND execution_id IS NOT NULL
            """, [.id(outcome.taskID)]
        ) { row throws(ProcessionError) in
            (execution: row.id(0) as ExecutionID, policy: try row.word(1) as InterruptionPolicy)
        }
        guard let found else { return nil }
        let closing = try state(of: found.execution).closing
        switch outcome.result {
        case .retry(let failure, let date):
            guard let closing else {
                return Move(
                    status: .waiting, attempt: .failed, readyAt: .time(date), errorClass: failure.errorClass,
                    message: failure.message, exitCode: failure.exitCode, countsAsRetry: true)
            }
            return closing == .stop ? .stopped(failure.message) : .failed(failure)
        case .waiting(let date, let checkpoint, let awaited) where awaited?.kind == .process:
            let child = ProcessID(awaited?.subject ?? "")
            if try isRunning(child) {
                return Move(
                    status: .waiting, attempt: .waiting, readyAt: .time(date), checkpoint: checkpoint, awaited: awaited)
            }
            // It has ended before its parent could wait for it.
            if let closing, closing != .failure {
                return .stopped("not continued because \(closing.reason)", as: .waiting)
            }
            return Move(status: .ready, attempt: .waiting, readyAt: now, checkpoint: checkpoint)
        case .waiting(let date, let checkpoint, let awaited):
            guard let closing else {
                return Move(
                    status: .waiting, attempt: .waiting, readyAt: .time(date), checkpoint: checkpoint, awaited: awaited)
            }
            return .stopped("not continued because \(closing.reason)", as: .waiting)
        default:
            guard let closing else {
                if case .interrupted = outcome.result, found.policy == .fail {
                    return Move(
                        status: .failed, attempt: .returned, errorClass: .lost,
                        message: "interrupted by the end of its worker")
                }
                return Move(status: .ready, attempt: .returned, readyAt: now, keepsCheckpoint: true)
            }
            return .stopped("not run again because \(closing.reason)", as: .returned)
        }
    }

    /// Gives the task of a dead worker back, or ends it.
    ///
    /// False if it is somebody else's by now.
    func rescue(_ lost: InterruptedAttempt, maximumLosses: Int) throws(ProcessionError) -> Bool {
        let found = try connection.row(
            """
            SELECT t.execution_id, t.on_interruption, t.losses FROM tasks t
            WHERE t.task_id = ? AND t.execution_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM workers w WHERE w.worker_id = t.worker_id AND w.is_dead = 0)
            """, [.id(lost.taskID)]
        ) { row throws(ProcessionError) in
            (execution: row.id(0) as ExecutionID, policy: try row.word(1) as InterruptionPolicy, losses: row.integer(2))
        }
        guard let found else { return false }
        let move = Self.move(
            after: found.losses + 1, of: maximumLosses, policy: found.policy, try state(of: found.execution).closing)
        let task = try connection.row(
            SQLText(
                """
                UPDATE tasks SET status = ?1, worker_id = NULL, completed_at = ?2, ready_at = ?3, error_class = ?4,
                    error_message = ?5, losses = losses + 1, updated_at = ?6
                WHERE task_id = ?7 AND fence = ?8 AND status = 'IN_PROGRESS'
                """, returning: EndedTask.columns),
            [
                .word(move.status), move.status.isEnd ? now : nil, move.status == .ready ? now : nil,
                .word(move.errorClass), .text(move.message), now, .id(lost.taskID), .integer(lost.fence)
            ], EndedTask.init)
        guard let task else { return false }
        try connection.execute(
            """
            UPDATE task_attempts SET completed_at = ?, outcome = 'lost', error_class = 'lost',
                error_message = 'the worker died'
            WHERE execution_id = ? AND task_id = ? AND fence = ?
            """, [now, .id(task.executionID), .id(task.id), .integer(lost.fence)])
        if move.status.isEnd {
            try stopChildren(of: task)
            try ended(task, as: move.status, message: move.message)
        } else {
            events.append(move.status, task.subject, detail: move.message)
        }
        return true
    }

    private static func move(
        after losses: Int, of maximumLosses: Int, policy: InterruptionPolicy, _ closing: ExecutionState.Closing?
    ) -> Move {
        if let closing { return .stopped("not run again because \(closing.reason)", as: .lost) }
        if policy == .fail {
            return Move(status: .failed, attempt: .lost, errorClass: .lost, message: "the worker died")
        }
        if losses >= maximumLosses {
            let message = losses == 1 ? "the worker died" : "the worker died \(losses) times in a row"
            return Move(status: .failed, attempt: .lost, errorClass: .lost, message: message)
        }
        return Move(status: .ready, attempt: .lost, errorClass: .lost, message: "the worker died")
    }
}

extension Awaited {
    /// Completes "waiting: ".
    var words: String {
        switch kind {
        case .approval: "for approval: \(subject)"
        case .process: "for process '\(subject)'"
        }
    }
}

extension ExecutionState.Closing {
    /// Completes "not run again because".
    var reason: String {
        switch self {
        case .failure: "another task failed"
        case .timeout: "the execution timed out"
        case .stop: "the process was stopped"
        }
    }
}
