public import Procession

extension SQLProcessStore {
    public func exchange(_ batch: WorkBatch) async throws(ProcessionError) -> WorkReply {
        do throws(ProcessionError) {
            return try await exchangeAtOnce(batch)
        } catch {
            if error.isFatalToTransaction { throw error }
            return try await database.write { [policies] connection throws(ProcessionError) in
                try CarefulExchange(batch, connection, policies).carriedOut()
            }
        }
    }

    private func exchangeAtOnce(_ batch: WorkBatch) async throws(ProcessionError) -> WorkReply {
        try await database.write { [policies] connection throws(ProcessionError) in
            guard try Self.isAlive(batch.worker, connection) else { return WorkReply(workerIsAlive: false) }
            let machine = ExecutionMachine(connection, now: batch.now, actor: batch.worker.rawValue)
            var reply = WorkReply()
            try Self.write(batch.reports, of: batch.worker, connection)
            var logs = LogInsert()
            for outcome in batch.outcomes {
                if try machine.end(outcome, of: batch.worker) {
                    logs.append(outcome.logs)
                } else {
                    reply.fenced.append(outcome.taskID)
                }
            }
            try logs.flush(connection)
            for decision in batch.decisions { try machine.carryOut(decision, by: batch.worker) }
            try machine.wakeWaiting()
            try machine.enforceDeadlines()
            try machine.settle()
            try machine.openGates()
            if let known = batch.known {
                reply.claimed += try machine.claimed(by: batch.worker, beside: known, policies: policies)
            }
            for lane in TaskLane.allCases {
                reply.claimed += try machine.claim(
                    batch.capacity[lane] ?? 0, in: lane, for: batch.worker, policies: policies)
            }
            try machine.finish()
            reply.ended = machine.ended
            try Self.complete(&reply, to: batch, machine)
            return reply
        }
    }

    static func isAlive(_ worker: WorkerID, _ connection: any SQLConnection) throws(ProcessionError) -> Bool {
        try connection.exists("SELECT 1 FROM workers WHERE worker_id = ? AND is_dead = 0", [.id(worker)])
    }

    /// Adds what there is to do next.
    static func complete(
        _ reply: inout WorkReply, to batch: WorkBatch, _ machine: ExecutionMachine
    ) throws(ProcessionError) {
        let connection = machine.connection
        reply.nextDueAt = try machine.nextDue()
        reply.undecided = try undecided(connection)
        reply.awaitingOutputs = try connection.rows(
            "SELECT execution_id FROM process_executions WHERE phase = 'outputs'"
        ) { $0.id(0) }
        if batch.checksCancellations { reply.cancelled = try cancellations(of: batch.worker, connection) }
    }

    /// Conditions put before the engine in one reply; the others follow in the next.
    private static let undecidedAtOnce = 1000

    private static func undecided(
        _ connection: any SQLConnection
    ) throws(ProcessionError) -> [WorkReply.UndecidedTask] {
        try connection.rows(
            """
            SELECT task_id, process_id, execution_id, name, condition, item, items, executor,
                CASE WHEN items IS NOT NULL THEN configuration END
            FROM tasks
            WHERE status = 'PENDING' AND pending_dependencies = 0 AND condition IS NOT NULL
                AND execution_id IS NOT NULL
            LIMIT ?
            """, [.integer(undecidedAtOnce)]
        ) { row in
            WorkReply.UndecidedTask(
                taskID: row.id(0), processID: row.id(1), executionID: row.id(2), task: row.id(3),
                condition: row.text(4), item: row.optionalText(5),
                group: row.optionalText(6).map {
                    .init(items: $0, executor: row.id(7), configuration: row.text(8))
                })
        }
    }

    private static func cancellations(
        of worker: WorkerID, _ connection: any SQLConnection
    ) throws(ProcessionError) -> [WorkReply.Cancellation] {
        // CROSS JOIN keeps the order: executions that close are few, tasks that a worker holds may be many.
        try connection.rows(
            """
            SELECT t.task_id, t.fence, e.closing FROM process_executions e CROSS JOIN tasks t
            WHERE e.closing IN ('timeout', 'stop') AND e.phase <> 'ended'
                AND t.status = 'IN_PROGRESS' AND t.worker_id = ? AND t.execution_id = e.execution_id
            """, [.id(worker)]
        ) {
            WorkReply.Cancellation(
                taskID: $0.id(0), fence: $0.integer(1), reason: $0.text(2) == "stop" ? .stop : .executionTimeout)
        }
    }

    /// News of attempts that still run and are still this worker's; the others' is dropped.
    static func write(
        _ reports: [WorkBatch.AttemptReport], of worker: WorkerID, _ connection: any SQLConnection
    ) throws(ProcessionError) {
        var logs = LogInsert()
        for report in reports {
            let execution: ExecutionID? = try connection.row(
                """
                SELECT execution_id FROM tasks
                WHERE task_id = ? AND worker_id = ? AND fence = ? AND status = 'IN_PROGRESS'
                """, [.id(report.taskID), .id(worker), .integer(report.fence)]
            ) { $0.id(0) }
            guard let execution else { continue }
            logs.append(report.logs)
            if let progress = report.progress, !progress.isNaN {
                try connection.execute(
                    "UPDATE tasks SET progress = ? WHERE task_id = ?",
                    [.real(min(max(progress, 0), 1)), .id(report.taskID)])
            }
            if let child = report.child {
                try connection.execute(
                    """
                    UPDATE task_attempts SET child_pid = ?, child_start_time = ?
                    WHERE execution_id = ? AND task_id = ? AND fence = ?
                    """,
                    [
                        .integer(Int(child.pid)), .integer(Int(bitPattern: UInt(child.startTime))), .id(execution),
                        .id(report.taskID), .integer(report.fence)
                    ])
            }
        }
        try logs.flush(connection)
    }
}

/// Rows of `task_logs`.
struct LogInsert {
    private static let target = BulkInsert.Target(
        "task_logs",
        ["execution_id", "task_id", "attempt", "sequence", "stream", "stream_offset", "content", "logged_at"])

    private var rows = BulkInsert(target)

    mutating func append(_ chunks: [LogChunk]) {
        for chunk in chunks {
            rows.append([
                .id(chunk.executionID), .id(chunk.taskID), .integer(chunk.attempt), .integer(chunk.sequence),
                .word(chunk.stream), .integer(chunk.offset), .text(chunk.content), .time(chunk.loggedAt)
            ])
        }
    }

    mutating func flush(_ connection: any SQLConnection) throws(ProcessionError) { try rows.flush(connection) }
}
