public import Procession

public import struct Foundation.Date

extension SQLProcessStore {
    private static let taskTarget = BulkInsert.Target(
        "tasks",
        [
            "task_id", "process_id", "task_index", "name", "command", "working_directory", "timeout_minutes",
            "max_retries", "created_at", "updated_at", "executor", "configuration", "environment", "kind",
            "timeout_ms", "retry_policy", "pending_dependencies", "priority", "pool", "trigger", "lane", "condition",
            "dependency_count", "allow_failure", "on_interruption", "declared_outputs", "is_gated", "items",
            "max_parallel", "group_task_id", "item", "status", "ready_at", "execution_id"
        ])
    private static let dependencyTarget = BulkInsert.Target("task_dependencies", ["task_id", "needs_task_id"])
    /// Rows held in memory before they are inserted.
    private static let insertAtOnce = 512

    public func create(_ process: NewProcess, actor: String, now: Date) async throws(ProcessionError) {
        try await database.write { [policies] connection throws(ProcessionError) in
            var events = EventBuffer(now: .time(now), actor: actor)
            try Self.insert(process, now: now, &events, connection)
            try Self.insertTasks(of: process, policies, now: now, connection)
            try events.flush(connection)
        }
    }

    /// Inserts a process without its tasks.
    ///
    /// - Parameter parent: the task whose child it is.
    static func insert(
        _ process: NewProcess, parent: ParentTask? = nil, now: Date, _ events: inout EventBuffer,
        _ connection: any SQLConnection
    ) throws(ProcessionError) {
        let expansion = process.expansion
        try insertDefinition(expansion, type: process.type, now: now, connection)
        let isNew = try connection.execute(
            """
            INSERT INTO processes (id, type, input_data, schedule, time_zone, missed_policy, overlap_policy,
                next_run_at, priority, total_tasks, definition_digest, created_at, updated_at, input_values,
                declaration, parent_task_id, parent_process_id, parent_execution_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13, ?14, ?15, ?16, ?17)
            ON CONFLICT (id) DO NOTHING
            """,
            [
                .id(process.id), .id(process.type), .text(process.inputData), .text(process.schedule),
                .text(process.timeZone), .word(process.missedPolicy), .word(process.overlapPolicy),
                .time(process.nextRunAt), .integer(process.priority), .integer(expansion.tasks.count),
                .text(expansion.digest), .time(now), .text(process.inputValues), .text(process.declaration),
                .id(parent?.taskID), .id(parent?.processID), .id(parent?.executionID)
            ])
        guard isNew == 1 else { throw .exists(process.id) }
        events.append(
            "process.created", EventBuffer.Subject(process: process.id.rawValue), status: .word(ProcessStatus.pending),
            detail: parent.map { "as a child of process '\($0.processID)'" })
    }

    static func insertDefinition(
        _ expansion: Expansion, type: ProcessTypeName, now: Date, _ connection: any SQLConnection
    ) throws(ProcessionError) {
        try connection.execute(
            """
            INSERT INTO process_definitions (digest, type, definition, settings, created_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (digest) DO NOTHING
            """,
            [
                .text(expansion.digest), .id(type), .text(expansion.definition), .text(expansion.settings), .time(now)
            ])
    }

    /// Inserts the tasks of a process that is at rest.
    static func insertTasks(
        of process: NewProcess, _ policies: RetryPolicyCache, now: Date, _ connection: any SQLConnection
    ) throws(ProcessionError) {
        try insertTasks(
            process.expansion.tasks, of: process.id, priority: process.priority, policies, now: now, connection)
    }

    /// - Parameters:
    ///   - priority: That of the process, which is added to the tasks' own.
    ///   - execution: the execution that the tasks belong to from now on; what has nothing to wait for is READY then.
    static func insertTasks(
        _ tasks: [NewTask], of process: ProcessID, priority: Int, in execution: ExecutionID? = nil,
        _ policies: RetryPolicyCache, now: Date, _ connection: any SQLConnection
    ) throws(ProcessionError) {
        let now = SQLValue.time(now)
        var rows = BulkInsert(taskTarget)
        for (position, task) in tasks.enumerated() {
            guard task.index == position, task.needs.allSatisfy(tasks.indices.contains),
                task.group.map({ $0 < position }) ?? true
            else {
                throw ProcessionError(
                    .invalidArgument, "task '\(task.name)' has an index, a need or a group that does not exist")
            }
            let milliseconds = Int(clamping: task.timeout.inMilliseconds)
            let open = task.needs.count + (task.trigger == nil ? 0 : 1) + (task.group == nil ? 0 : 1)
            let isReady = execution != nil && open == 0 && task.condition == nil
            rows.append([
                .id(task.id), .id(process), .integer(task.index), .id(task.name), .text(task.command),
                .text(task.workingDirectory), .integer((milliseconds + 59_999) / 60_000),
                .integer(task.retry.maxRetries), now, now, .id(task.executor), .text(task.configuration),
                .text(task.environment), task.trigger == nil ? "task" : "handler", .integer(milliseconds),
                .text(policies.text(task.retry)), .integer(open),
                .integer(TaskPriority.clamped(priority + task.priority)),
                .text(task.pool), .word(task.trigger), .word(task.lane), .text(task.condition),
                .integer(task.needs.count), .flag(task.allowsFailure), .word(task.onInterruption),
                .text(task.declaredOutputs), .flag(task.pool != nil), .text(task.items),
                .integer(task.maxParallel), .id(task.group.map { tasks[$0].id }), .text(task.item),
                .word(isReady ? TaskStatus.ready : .pending), isReady ? now : nil, .id(execution)
            ])
            if position % insertAtOnce == insertAtOnce - 1 { try rows.flush(connection) }
        }
        try rows.flush(connection)
        var needs = BulkInsert(dependencyTarget)
        for task in tasks {
            for need in task.needs { needs.append([.id(task.id), .id(tasks[need].id)]) }
        }
        try needs.flush(connection)
    }
}

extension ProcessionError {
    static func exists(_ id: ProcessID) -> ProcessionError {
        ProcessionError(
            .alreadyExists, "there is a process '\(id)' already",
            hint: "start that one, delete it, or choose another id")
    }
}
