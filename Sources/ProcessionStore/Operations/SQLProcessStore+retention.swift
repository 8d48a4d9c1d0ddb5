public import Procession

public import struct Foundation.Date

extension SQLProcessStore {
    private static let ends: [ProcessStatus] = [.completed, .failed, .stopped]

    public func expired(
        _ policy: RetentionPolicy, limit: Int, now: Date
    ) async throws(ProcessionError) -> [ExpiredSubject] {
        try await database.read { connection throws(ProcessionError) in
            try Self.expiredProcesses(policy, limit: max(limit, 0), now, connection)
                + Self.expiredExecutions(policy, limit: max(limit, 0), now, connection)
        }
    }

    public func remove(
        _ subjects: [ExpiredSubject], _ policy: RetentionPolicy, within time: Duration, now: Date
    ) async throws(ProcessionError) -> (removed: RemovedHistory, left: [ExpiredSubject]) {
        try await database.write { connection throws(ProcessionError) in
            var removal = HistoryRemoval(connection, policy, within: time, now: now)
            var count = 0
            while count < subjects.count, try removal.remove(subjects[count]) { count += 1 }
            return (try removal.finish(), Array(subjects.dropFirst(count)))
        }
    }

    public func trim(
        _ policy: RetentionPolicy, within time: Duration, now: Date
    ) async throws(ProcessionError) -> (removed: RemovedHistory, isDone: Bool) {
        try await database.write { connection throws(ProcessionError) in
            var removal = HistoryRemoval(connection, policy, within: time, now: now)
            let isDone = try removal.trim()
            return (try removal.finish(), isDone)
        }
    }

    public func trimmable(_ policy: RetentionPolicy, now: Date) async throws(ProcessionError) -> RemovedHistory {
        try await database.read { connection throws(ProcessionError) in
            RemovedHistory(
                logChunks: try connection.count(
                    """
                    SELECT count(*) FROM task_logs
                    WHERE log_id < (SELECT log_id FROM task_logs WHERE logged_at >= ?1 ORDER BY log_id LIMIT 1)
                        OR NOT EXISTS (SELECT 1 FROM task_logs WHERE logged_at >= ?1)
                    """, [.cutoff(policy.logs, now)]),
                events: try connection.count(
                    """
                    SELECT count(*) FROM events
                    WHERE event_id < (SELECT event_id FROM events WHERE occurred_at >= ?1 ORDER BY event_id LIMIT 1)
                        OR NOT EXISTS (SELECT 1 FROM events WHERE occurred_at >= ?1)
                    """, [.cutoff(policy.events, now)]))
        }
    }

    public func contents(
        of subjects: [ExpiredSubject], _ policy: RetentionPolicy, now: Date
    ) async throws(ProcessionError) -> RemovedHistory {
        try await database.read { connection throws(ProcessionError) in
            var contents = RemovedHistory()
            // An execution may be there by itself and with its process.
            var executions: Set<ExecutionID> = []
            for subject in subjects {
                switch subject {
                case .execution(let id): executions.insert(id)
                case .process(let id):
                    contents.processes += 1
                    executions.formUnion(
                        try connection.rows(
                            "SELECT execution_id FROM process_executions WHERE process_id = ?", [.id(id)]
                        ) { $0.id(0) })
                }
            }
            contents.executions = executions.count
            let firstKept = try connection.row(
                "SELECT log_id FROM task_logs WHERE logged_at >= ? ORDER BY log_id LIMIT 1",
                [.cutoff(policy.logs, now)]
            ) { $0.integer(0) }
            for id in executions {
                contents.attempts += try connection.count(
                    "SELECT count(*) FROM task_attempts WHERE execution_id = ?", [.id(id)])
                contents.logChunks += try connection.count(
                    "SELECT count(*) FROM task_logs WHERE execution_id = ? AND log_id >= ?",
                    [.id(id), .integer(firstKept ?? .max)])
            }
            return contents
        }
    }

    public func reclaimSpace(within time: Duration) async throws(ProcessionError) -> Bool {
        try await database.reclaimSpace(within: time)
    }

    // MARK: What is past its age

    private static func expiredProcesses(
        _ policy: RetentionPolicy, limit: Int, _ now: Date, _ connection: any SQLConnection
    ) throws(ProcessionError) -> [ExpiredSubject] {
        var expired: [ExpiredSubject] = []
        for type in try finishedTypes(connection) {
            // Nothing of a type of which there are only a few.
            guard let oldestKept = try oldestKept(of: type, policy, connection) else { continue }
            for status in ends {
                guard expired.count < limit, let cutoff = policy.cutoff(for: status, now: now) else { continue }
                expired += try connection.rows(
                    """
                    SELECT id FROM processes
                    WHERE type = ?1 AND status = ?2 AND completed_at < ?3 AND schedule IS NULL
                        AND (completed_at, id) < (?4, ?5)
                        AND NOT EXISTS (
                            SELECT 1 FROM tasks t WHERE t.task_id = processes.parent_task_id
                                AND t.status NOT IN ('COMPLETED', 'FAILED', 'STOPPED', 'SKIPPED'))
                    ORDER BY completed_at, id LIMIT ?6
                    """,
                    [
                        .text(type), .word(status), .time(cutoff), .text(oldestKept.completedAt),
                        .text(oldestKept.id), .integer(limit - expired.count)
                    ]
                ) { ExpiredSubject.process($0.id(0)) }
            }
        }
        return expired
    }

    /// From one type to the next in the index, so that the rows of each are not walked.
    private static func finishedTypes(_ connection: any SQLConnection) throws(ProcessionError) -> [String] {
        try connection.rows(
            """
            WITH RECURSIVE types (type) AS (
                SELECT min(type) FROM processes WHERE schedule IS NULL AND completed_at IS NOT NULL
                UNION ALL
                SELECT (SELECT min(p.type) FROM processes p
                    WHERE p.type > types.type AND p.schedule IS NULL AND p.completed_at IS NOT NULL)
                FROM types WHERE types.type IS NOT NULL)
            SELECT type FROM types WHERE type IS NOT NULL
            """
        ) { $0.text(0) }
    }

    /// The oldest of the last finished processes of a type that are kept whatever their age; nil if there are fewer.
    private static func oldestKept(
        of type: String, _ policy: RetentionPolicy, _ connection: any SQLConnection
    ) throws(ProcessionError) -> (completedAt: String, id: String)? {
        var newest: [(completedAt: String, id: String)] = []
        for status in ends {
            newest += try connection.rows(
                """
                SELECT completed_at, id FROM processes
                WHERE type = ? AND status = ? AND schedule IS NULL AND completed_at IS NOT NULL
                ORDER BY completed_at DESC, id DESC LIMIT ?
                """, [.text(type), .word(status), .integer(policy.last)]
            ) { (completedAt: $0.text(0), id: $0.text(1)) }
        }
        guard newest.count >= policy.last else { return nil }
        return newest.sorted { $0 > $1 }[policy.last - 1]
    }

    private static func expiredExecutions(
        _ policy: RetentionPolicy, limit: Int, _ now: Date, _ connection: any SQLConnection
    ) throws(ProcessionError) -> [ExpiredSubject] {
        var expired: [ExpiredSubject] = []
        for status in ends {
            guard expired.count < limit, let cutoff = policy.cutoff(for: status, now: now) else { continue }
            expired += try connection.rows(
                """
                SELECT e.execution_id FROM process_executions e
                WHERE e.execution_status = ?1 AND e.execution_completed_at < ?2
                    AND ?3 <= (SELECT count(*) FROM (
                        SELECT 1 FROM process_executions n WHERE n.process_id = e.process_id
                            AND (n.execution_started_at, n.execution_id) > (e.execution_started_at, e.execution_id)
                        LIMIT ?3) AS newer)
                    AND NOT EXISTS (
                        SELECT 1 FROM processes p
                        WHERE p.id = e.process_id AND p.current_execution_id = e.execution_id)
                ORDER BY e.execution_completed_at, e.execution_id LIMIT ?4
                """,
                [.word(status), .time(cutoff), .integer(policy.last), .integer(limit - expired.count)]
            ) { ExpiredSubject.execution($0.id(0)) }
        }
        return expired
    }
}

extension SQLValue {
    /// What is older than this is past its age; nothing is if there is none.
    static func cutoff(_ age: Duration?, _ now: Date) -> SQLValue {
        .time(age.map { now.addingTimeInterval(-$0.inSeconds) } ?? .distantPast)
    }
}
