public import Procession

public import struct Foundation.Date

extension SQLProcessStore {
    public func register(_ worker: WorkerRecord) async throws(ProcessionError) {
        try await database.write { connection throws(ProcessionError) in
            let isNew = try connection.execute(
                """
                INSERT INTO workers (worker_id, host, pid, start_time, boot_id, slots, started_at, heartbeat_at,
                    lease_until_ms, is_dead)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (worker_id) DO NOTHING
                """,
                [
                    .id(worker.id), .text(worker.host), .integer(Int(worker.pid)),
                    .integer(Int(bitPattern: UInt(worker.startTime))), .text(worker.bootID), .integer(worker.slots),
                    .time(worker.startedAt), .time(worker.heartbeatAt),
                    .integer(Int(worker.leaseUntil.inMilliseconds)), .flag(worker.isDead)
                ])
            guard isNew == 1 else {
                throw ProcessionError(.alreadyExists, "there is a worker '\(worker.id)' already")
            }
        }
    }

    public func renewLease(
        of worker: WorkerID, until lease: Duration, now: Date
    ) async throws(ProcessionError) -> Bool {
        try await database.write { connection throws(ProcessionError) in
            try connection.execute(
                "UPDATE workers SET lease_until_ms = ?, heartbeat_at = ? WHERE worker_id = ? AND is_dead = 0",
                [.integer(Int(lease.inMilliseconds)), .time(now), .id(worker)]) == 1
        }
    }

    public func liveWorkers() async throws(ProcessionError) -> [WorkerRecord] {
        try await database.read { connection throws(ProcessionError) in
            try connection.rows(
                """
                SELECT worker_id, host, pid, start_time, boot_id, slots, started_at, heartbeat_at, lease_until_ms,
                    is_dead FROM workers WHERE is_dead = 0 ORDER BY started_at, worker_id
                """
            ) { row throws(ProcessionError) in
                WorkerRecord(
                    id: row.id(0), host: row.text(1), pid: Int32(truncatingIfNeeded: row.integer(2)),
                    startTime: UInt64(UInt(bitPattern: row.integer(3))), bootID: row.text(4), slots: row.integer(5),
                    startedAt: try row.time(6), heartbeatAt: try row.time(7),
                    leaseUntil: .milliseconds(row.integer(8)), isDead: row.flag(9))
            }
        }
    }

    public func interruptedAttempts(limit: Int) async throws(ProcessionError) -> [InterruptedAttempt] {
        try await database.read { connection throws(ProcessionError) in
            try connection.rows(
                """
                SELECT t.task_id, t.fence, t.attempt, t.execution_id, t.name, a.child_pid, a.child_start_time, w.host,
                    w.boot_id
                FROM tasks t LEFT JOIN workers w ON w.worker_id = t.worker_id
                    LEFT JOIN task_attempts a
                        ON a.execution_id = t.execution_id AND a.task_id = t.task_id AND a.fence = t.fence
                WHERE t.status = 'IN_PROGRESS' AND (w.worker_id IS NULL OR w.is_dead = 1)
                LIMIT ?
                """, [.integer(max(limit, 0))]
            ) { row in
                InterruptedAttempt(
                    taskID: row.id(0), fence: row.integer(1), attempt: row.integer(2), executionID: row.id(3),
                    task: row.id(4), child: row.child(5), host: row.optionalText(7), bootID: row.optionalText(8))
            }
        }
    }

    public func declareDead(_ worker: WorkerID, now: Date) async throws(ProcessionError) {
        _ = try await database.write { connection throws(ProcessionError) in
            try connection.execute("UPDATE workers SET is_dead = 1 WHERE worker_id = ?", [.id(worker)])
        }
    }

    public func rescue(
        _ tasks: [InterruptedAttempt], maximumLosses: Int, now: Date
    ) async throws(ProcessionError) -> Int {
        guard !tasks.isEmpty else { return 0 }
        return try await database.write { connection throws(ProcessionError) in
            let machine = ExecutionMachine(connection, now: now, actor: "rescue")
            var count = 0
            for task in tasks where try machine.rescue(task, maximumLosses: maximumLosses) { count += 1 }
            try machine.finish()
            return count
        }
    }

    public func retire(_ worker: WorkerID, now: Date) async throws(ProcessionError) {
        try await database.write { connection throws(ProcessionError) in
            let held = try connection.count(
                "SELECT count(*) FROM tasks WHERE status = 'IN_PROGRESS' AND worker_id = ?", [.id(worker)])
            guard held == 0 else {
                throw ProcessionError(
                    .stateConflict, "the worker '\(worker)' still holds \(held) task\(held == 1 ? "" : "s")",
                    hint: "hand them back first, or declare the worker dead and rescue them")
            }
            try connection.execute("DELETE FROM workers WHERE worker_id = ?", [.id(worker)])
        }
    }
}

extension SQLRow {
    /// The child process of an attempt, from two columns.
    func child(_ column: Int) -> ChildIdentity? {
        guard let pid = optionalInteger(column) else { return nil }
        return ChildIdentity(
            pid: Int32(truncatingIfNeeded: pid), startTime: UInt64(UInt(bitPattern: integer(column + 1))))
    }
}
