public import Procession

import struct Foundation.Date

extension SQLProcessStore {
    /// What a start has to know of its process.
    private struct Standing {
        var status: ProcessStatus
        var digest: String
        var inputData: String
        var priority: Int
        var totalTasks: Int
        var type: ProcessTypeName
        var lastExecution: ExecutionID?
    }

    public func start(_ execution: NewExecution) async throws(ProcessionError) -> ExecutionRecord {
        try await started(execution) { [policies] machine throws(ProcessionError) in
            try Self.start(execution, machine, policies)
        }
    }

    public func launch(
        _ process: NewProcess, _ execution: NewExecution
    ) async throws(ProcessionError) -> ExecutionRecord {
        try await started(execution) { [policies] machine throws(ProcessionError) in
            try Self.insert(process, now: execution.now, &machine.events, machine.connection)
            let refusal = try Self.start(execution, isFirst: true, machine, policies)
            if refusal != nil {
                try Self.insertTasks(of: process, policies, now: execution.now, machine.connection)
            }
            return refusal
        }
    }

    /// - Parameter start: gives why the execution is skipped, nil if it is not.
    private func started(
        _ execution: NewExecution,
        _ start: @escaping @Sendable (ExecutionMachine) throws(ProcessionError) -> ProcessionError?
    ) async throws(ProcessionError) -> ExecutionRecord {
        let started = try await database.write {
            connection throws(ProcessionError) -> Result<ExecutionRecord, ProcessionError> in
            let machine = ExecutionMachine(connection, now: execution.now, actor: execution.actor)
            let refusal = try start(machine)
            try machine.finish()
            if let refusal { return .failure(refusal) }
            guard let record = try Self.execution(execution.id, connection) else {
                throw ProcessionError(.internalFault, "the execution '\(execution.id)' is not where it was written")
            }
            return .success(record)
        }
        return try started.get()
    }

    /// Starts an execution within the transaction of `machine`, which is finished by the caller.
    ///
    /// - Parameter isFirst: whether the process has no task rows yet; it gets none if the execution is skipped.
    /// - Returns: why it is skipped, which an event has recorded; nil if it is not.
    static func start(
        _ execution: NewExecution, isFirst: Bool = false, _ machine: ExecutionMachine, _ policies: RetryPolicyCache
    ) throws(ProcessionError) -> ProcessionError? {
        let connection = machine.connection
        let standing = try standing(of: execution, connection)
        let limit = execution.expansion.concurrency
        let isFull = if let limit { try machine.standing(of: limit.key).isFull(for: limit) } else { false }
        if let limit, isFull, limit.whenFull == .skip {
            machine.events.append(
                "execution.skipped", EventBuffer.Subject(process: execution.processID.rawValue),
                detail: limit.reason)
            return ProcessionError(
                .stateConflict, "the start of '\(execution.processID)' is skipped: \(limit.reason)",
                hint: "start it when they have ended")
        }
        try insertExecution(execution, standing, connection)
        let kept = try keptTasks(execution, connection)
        // Rows that were made for items while the last execution ran are kept where some are taken over.
        let hasSameRows = standing.totalTasks == execution.expansion.tasks.count || !execution.takesOver.isEmpty
        if !isFirst, standing.digest == execution.expansion.digest, hasSameRows {
            try resetTasks(execution, connection)
        } else {
            if !isFirst {
                try connection.execute("DELETE FROM tasks WHERE process_id = ?", [.id(execution.processID)])
            }
            try insertTasks(
                execution.expansion.tasks, of: execution.processID, priority: standing.priority, in: execution.id,
                policies, now: execution.now, connection)
        }
        machine.events.append(
            "execution.started",
            EventBuffer.Subject(process: execution.processID.rawValue, execution: .id(execution.id)),
            status: .word(ProcessStatus.inProgress))
        try takeOver(kept, execution, machine)
        try markRunning(execution, connection)
        if let limit, isFull { try hold(execution, for: limit, machine) }
        try machine.events.flush(connection)
        try recordReady(execution, connection)
        try machine.update(execution.id) { if !kept.isEmpty { $0.indexMayMove = true } }
        return nil
    }

    /// Deals with an execution that has been made while as many run as may.
    private static func hold(
        _ execution: NewExecution, for limit: ConcurrencyLimit, _ machine: ExecutionMachine
    ) throws(ProcessionError) {
        if limit.whenFull == .fail {
            try machine.update(execution.id) { state throws(ProcessionError) in
                try machine.abandon(&state, as: .failed, limit.reason)
            }
            return
        }
        if limit.whenFull == .replace { try machine.makeRoom(for: limit, besides: execution.id) }
        try machine.queue(execution, behind: limit.key)
    }

    private static func standing(
        of execution: NewExecution, _ connection: any SQLConnection
    ) throws(ProcessionError) -> Standing {
        let standing = try connection.row(
            """
            SELECT status, definition_digest, input_data, priority, type, current_execution_id, total_tasks FROM processes
            WHERE id = ?
            """, [.id(execution.processID)]
        ) { row throws(ProcessionError) in
            Standing(
                status: try row.word(0), digest: row.text(1), inputData: row.text(2), priority: row.integer(3),
                totalTasks: row.integer(6), type: row.id(4), lastExecution: row.optionalID(5))
        }
        guard let standing else { throw .noProcess(execution.processID) }
        guard standing.status.isAtRest else {
            throw ProcessionError(
                .stateConflict, "the process '\(execution.processID)' is running already",
                hint: "wait for its end, or stop it first")
        }
        guard execution.rerunOf == nil || execution.rerunOf == standing.lastExecution else {
            throw ProcessionError(
                .stateConflict,
                "the execution '\(execution.rerunOf?.rawValue ?? "")' is not the last one of the process "
                    + "'\(execution.processID)', so its tasks can't be taken over",
                hint: "rerun the last execution, or start the process anew")
        }
        return standing
    }

    private static func insertExecution(
        _ execution: NewExecution, _ standing: Standing, _ connection: any SQLConnection
    ) throws(ProcessionError) {
        let expansion = execution.expansion
        try insertDefinition(expansion, type: standing.type, now: execution.now, connection)
        let timeout = expansion.timeout.map { Int(clamping: $0.inMilliseconds) }
        let isNew = try connection.execute(
            """
            INSERT INTO process_executions (execution_id, process_id, execution_started_at, triggered_by, created_at,
                scheduled_for, input_data, definition_digest, rerun_of, handler_tasks, fail_fast, has_outputs,
                timeout_ms, deadline, concurrency_key, concurrency_limit)
            VALUES (?1, ?2, ?3, ?4, ?3, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            ON CONFLICT (execution_id) DO NOTHING
            """,
            [
                .id(execution.id), .id(execution.processID), .time(execution.now), .word(execution.triggeredBy),
                .time(execution.scheduledFor), .text(standing.inputData), .text(expansion.digest),
                .id(execution.rerunOf), .integer(expansion.tasks.count { $0.trigger != nil }),
                .flag(expansion.failFast), .flag(expansion.hasOutputs), .integer(timeout),
                .time(expansion.timeout.map { execution.now.addingTimeInterval($0.inSeconds) }),
                .text(expansion.concurrency?.key), .integer(expansion.concurrency?.limit)
            ])
        guard isNew == 1 else {
            throw ProcessionError(.alreadyExists, "there is an execution '\(execution.id)' already")
        }
    }

    /// Makes the rows what ``insertTasks(_:of:priority:in:_:now:_:)`` makes of new ones.
    private static func resetTasks(
        _ execution: NewExecution, _ connection: any SQLConnection
    ) throws(ProcessionError) {
        try connection.execute(
            """
            UPDATE tasks SET
                status = CASE WHEN trigger IS NULL AND group_task_id IS NULL AND dependency_count = 0
                    AND condition IS NULL THEN 'READY' ELSE 'PENDING' END,
                ready_at = CASE WHEN trigger IS NULL AND group_task_id IS NULL AND dependency_count = 0
                    AND condition IS NULL THEN ?1 END,
                pending_dependencies = dependency_count + CASE WHEN trigger IS NULL THEN 0 ELSE 1 END
                    + CASE WHEN group_task_id IS NULL THEN 0 ELSE 1 END,
                execution_id = ?2, worker_id = NULL, attempt = 0, retry_count = 0, losses = 0, started_at = NULL,
                completed_at = NULL, error_message = NULL, error_class = NULL, exit_code = NULL, output = NULL,
                outputs = NULL, progress = NULL, checkpoint = NULL, awaits = NULL, awaited = NULL, open_items = NULL,
                updated_at = ?1,
                is_gated = CASE WHEN pool IS NULL THEN 0 ELSE 1 END
            WHERE process_id = ?3
            """, [.time(execution.now), .id(execution.id), .id(execution.processID)])
    }

    private static func markRunning(
        _ execution: NewExecution, _ connection: any SQLConnection
    ) throws(ProcessionError) {
        try connection.execute(
            """
            UPDATE process_executions SET open_tasks = (
                SELECT count(*) FROM tasks
                WHERE process_id = ?1 AND trigger IS NULL AND status NOT IN ('COMPLETED', 'SKIPPED')
            ) WHERE execution_id = ?2
            """, [.id(execution.processID), .id(execution.id)])
        try connection.execute(
            """
            UPDATE processes SET status = 'IN_PROGRESS', current_task_index = 0, total_tasks = (
                    SELECT count(*) FROM tasks WHERE process_id = ?4
                ), started_at = ?1,
                completed_at = NULL, error_message = NULL, outputs = NULL, stop_requested_at = NULL,
                current_execution_id = ?2, definition_digest = ?3, updated_at = ?1
            WHERE id = ?4
            """,
            [
                .time(execution.now), .id(execution.id),
                .text(execution.expansion.digest), .id(execution.processID)
            ])
    }

    private static func recordReady(
        _ execution: NewExecution, _ connection: any SQLConnection
    ) throws(ProcessionError) {
        try connection.execute(
            """
            INSERT INTO events (occurred_at, kind, process_id, execution_id, task_id, task, status, actor)
            SELECT ?1, 'task.ready', process_id, execution_id, task_id, name, status, ?2 FROM tasks
            WHERE process_id = ?3 AND status = 'READY' ORDER BY task_index
            """, [.time(execution.now), .text(execution.actor), .id(execution.processID)])
    }
}

extension ConcurrencyLimit {
    /// Why a start has no room.
    fileprivate var reason: String {
        let others = limit == 1 ? "another execution" : "\(limit) other executions"
        return "\(others) with the concurrency key '\(key)' \(limit == 1 ? "is" : "are") under way"
    }
}

extension ProcessionError {
    static func noProcess(_ id: ProcessID) -> ProcessionError {
        ProcessionError(.notFound, "there is no process '\(id)'", hint: "'procession list' shows those that exist")
    }
}
