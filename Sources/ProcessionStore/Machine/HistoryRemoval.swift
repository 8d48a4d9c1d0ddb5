import Procession

import struct Foundation.Date

/// Removes history within one transaction, a few rows at a time, until its time is up.
///
/// The rows of an execution go before the execution, so that no delete cascades over more rows than there is time for.
struct HistoryRemoval {
    /// Deletes take a millisecond or two for so many rows: the time is looked at between them.
    private static let slice = 200

    private let connection: any SQLConnection
    private let policy: RetentionPolicy
    private let now: Date
    private let end: ContinuousClock.Instant
    private var removed = RemovedHistory()
    private var events: EventBuffer

    init(_ connection: any SQLConnection, _ policy: RetentionPolicy, within time: Duration, now: Date) {
        self.connection = connection
        self.policy = policy
        self.now = now
        end = .now + time
        events = EventBuffer(now: .time(now), actor: "retention")
    }

    /// Never before something was removed, so that every call gets on.
    private var isTimeUp: Bool { removed.rows > 0 && ContinuousClock.now >= end }

    /// What was removed, after its events have been written.
    mutating func finish() throws(ProcessionError) -> RemovedHistory {
        try events.flush(connection)
        return removed
    }

    // MARK: Processes and executions

    /// False if the time was up before all of it was removed.
    mutating func remove(_ subject: ExpiredSubject) throws(ProcessionError) -> Bool {
        switch subject {
        case .process(let id): try removeProcess(id)
        case .execution(let id): try removeExecution(id)
        }
    }

    private mutating func removeProcess(_ id: ProcessID) throws(ProcessionError) -> Bool {
        let process: (digest: String, execution: ExecutionID)? = try connection.row(
            """
            SELECT definition_digest, current_execution_id FROM processes
            WHERE id = ?1 AND schedule IS NULL
                AND completed_at < CASE status WHEN 'COMPLETED' THEN ?2 ELSE ?3 END
            """, [.id(id), .cutoff(policy.completed, now), .cutoff(policy.failed, now)]
        ) { (digest: $0.text(0), execution: $0.id(1)) }
        guard let process else { return true }
        while true {
            let older: [ExecutionID] = try connection.rows(
                """
                SELECT execution_id FROM process_executions
                WHERE process_id = ? AND execution_id <> ? AND phase = 'ended' LIMIT ?
                """,
                [.id(id), .id(process.execution), .integer(Self.slice)]
            ) { $0.id(0) }
            if older.isEmpty { break }
            for execution in older { guard try removeExecution(execution) else { return false } }
        }
        // The last execution and the tasks go with the process: without one of them the others would contradict it.
        guard try empty(process.execution), !isTimeUp else { return false }
        let digest = try digest(of: process.execution)
        try connection.execute("DELETE FROM processes WHERE id = ?", [.id(id)])
        removed.executions += 1
        removed.processes += 1
        for digest in Set([process.digest, digest].compactMap(\.self)) { try removeDefinition(digest) }
        events.append("process.deleted", EventBuffer.Subject(process: id.rawValue))
        return true
    }

    private mutating func removeExecution(_ id: ExecutionID) throws(ProcessionError) -> Bool {
        let isKept = try connection.exists(
            """
            SELECT 1 FROM process_executions e JOIN processes p ON p.id = e.process_id
            WHERE e.execution_id = ? AND (e.phase <> 'ended' OR p.current_execution_id = e.execution_id)
            """, [.id(id)])
        if isKept { return true }
        guard try empty(id), !isTimeUp else { return false }
        let digest = try digest(of: id)
        removed.executions += try connection.execute(
            "DELETE FROM process_executions WHERE execution_id = ?", [.id(id)])
        if let digest { try removeDefinition(digest) }
        return true
    }

    /// Removes the output and the attempts of an execution; false if some are left because the time is up.
    private mutating func empty(_ id: ExecutionID) throws(ProcessionError) -> Bool {
        while true {
            let count = try connection.execute(
                """
                DELETE FROM task_logs WHERE log_id IN (
                    SELECT log_id FROM task_logs WHERE execution_id = ? ORDER BY log_id LIMIT ?)
                """, [.id(id), .integer(Self.slice)])
            removed.logChunks += count
            if count < Self.slice { break }
            if isTimeUp { return false }
        }
        while true {
            let count = try connection.execute(
                """
                DELETE FROM task_attempts WHERE execution_id = ?1 AND (task_id, fence) IN (
                    SELECT task_id, fence FROM task_attempts WHERE execution_id = ?1 LIMIT ?2)
                """, [.id(id), .integer(Self.slice)])
            removed.attempts += count
            if count < Self.slice { return true }
            if isTimeUp { return false }
        }
    }

    private func digest(of execution: ExecutionID) throws(ProcessionError) -> String? {
        try connection.row(
            "SELECT definition_digest FROM process_executions WHERE execution_id = ?", [.id(execution)]
        ) { $0.text(0) }
    }

    /// Removes a definition that nothing refers to any more.
    private func removeDefinition(_ digest: String) throws(ProcessionError) {
        try connection.execute(
            """
            DELETE FROM process_definitions WHERE digest = ?1
                AND NOT EXISTS (SELECT 1 FROM processes WHERE definition_digest = ?1)
                AND NOT EXISTS (SELECT 1 FROM process_executions WHERE definition_digest = ?1)
            """, [.text(digest)])
    }

    // MARK: Output and events

    /// Removes output, events and dead workers past their age; false if the time was up before.
    ///
    /// Rows are in the order in which they were written, so the first one that is young enough ends the walk.
    mutating func trim() throws(ProcessionError) -> Bool {
        try connection.execute(
            """
            DELETE FROM workers WHERE is_dead = 1 AND heartbeat_at < ? AND NOT EXISTS (
                SELECT 1 FROM tasks t WHERE t.status = 'IN_PROGRESS' AND t.worker_id = workers.worker_id)
            """, [.cutoff(policy.events, now)])
        while policy.logs != nil {
            let count = try connection.execute(
                """
                DELETE FROM task_logs WHERE logged_at < ? AND log_id IN (
                    SELECT log_id FROM task_logs ORDER BY log_id LIMIT ?)
                """, [.cutoff(policy.logs, now), .integer(Self.slice)])
            removed.logChunks += count
            if count < Self.slice { break }
            if isTimeUp { return false }
        }
        while policy.events != nil {
            let count = try connection.execute(
                """
                DELETE FROM events WHERE occurred_at < ? AND event_id IN (
                    SELECT event_id FROM events ORDER BY event_id LIMIT ?)
                """, [.cutoff(policy.events, now), .integer(Self.slice)])
            removed.events += count
            if count < Self.slice { break }
            if isTimeUp { return false }
        }
        return true
    }
}
