public import Procession

extension SQLProcessStore {
    public func startChild(_ child: NewChild) async throws(ProcessionError) -> ProcessRecord {
        let execution = child.execution
        return try await database.write { [policies] connection throws(ProcessionError) in
            if let known = try Self.process(child.process.id, connection) {
                guard known.parent == child.parent else { throw .exists(known.id) }
                return known
            }
            try Self.requireHeld(child, connection)
            try Self.requireRoom(for: child, connection)
            let machine = ExecutionMachine(connection, now: execution.now, actor: execution.actor)
            try Self.insert(
                child.process, parent: child.parent, now: execution.now, &machine.events, connection)
            if let refusal = try Self.start(execution, isFirst: true, machine, policies) { throw refusal }
            try machine.finish()
            guard let record = try Self.process(child.process.id, connection) else {
                throw ProcessionError(.internalFault, "the process '\(child.process.id)' is not where it was written")
            }
            return record
        }
    }

    /// Whoever asks must still hold the task, and its execution must not be about to end.
    private static func requireHeld(_ child: NewChild, _ connection: any SQLConnection) throws(ProcessionError) {
        let isHeld = try connection.exists(
            """
            SELECT 1 FROM tasks t JOIN process_executions e ON e.execution_id = t.execution_id
            WHERE t.task_id = ? AND t.execution_id = ? AND t.fence = ? AND t.status = 'IN_PROGRESS'
                AND (e.closing IS NULL OR e.closing = 'failure')
            """, [.id(child.parent.taskID), .id(child.parent.executionID), .integer(child.fence)])
        guard isHeld else {
            throw ProcessionError(
                .stateConflict, "no process is started for a task that is to end, or that another worker holds")
        }
    }

    private static func requireRoom(for child: NewChild, _ connection: any SQLConnection) throws(ProcessionError) {
        let ancestors = try connection.rows(
            """
            WITH RECURSIVE ancestors (id, type, parent, depth) AS (
                SELECT id, type, parent_process_id, 1 FROM processes WHERE id = ?1
                UNION ALL
                SELECT p.id, p.type, p.parent_process_id, a.depth + 1
                FROM ancestors a JOIN processes p ON p.id = a.parent WHERE a.depth < ?2
            )
            SELECT type FROM ancestors
            """, [.id(child.parent.processID), .integer(NewChild.deepest)]
        ) { $0.text(0) }
        guard ancestors.count >= NewChild.deepest else { return }
        let chain = (ancestors.reversed() + [child.process.type.rawValue]).joined(separator: " -> ")
        throw ProcessionError(
            .invalidDefinition, "processes can't be nested more than \(NewChild.deepest) deep: \(chain)",
            hint: "a process type that starts itself needs a condition that ends it")
    }
}
