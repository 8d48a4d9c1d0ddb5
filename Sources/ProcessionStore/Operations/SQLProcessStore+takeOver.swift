import Procession

extension SQLProcessStore {
    /// A COMPLETED task of the execution that is rerun.
    struct KeptTask: Sendable {
        var name: String
        var startedAt: SQLValue
        var completedAt: SQLValue
        var exitCode: SQLValue
        var output: SQLValue
        var outputs: SQLValue
    }

    /// What a rerun takes over: by name, because an edited type has other rows.
    static func keptTasks(
        _ execution: NewExecution, _ connection: any SQLConnection
    ) throws(ProcessionError) -> [KeptTask] {
        guard let last = execution.rerunOf else { return [] }
        return try connection.rows(
            """
            SELECT name, started_at, completed_at, exit_code, output, outputs FROM tasks
            WHERE process_id = ? AND execution_id = ? AND trigger IS NULL AND status = 'COMPLETED'
            """, [.id(execution.processID), .id(last)]
        ) {
            KeptTask(
                name: $0.text(0), startedAt: .text($0.optionalText(1)), completedAt: .text($0.text(2)),
                exitCode: .integer($0.optionalInteger(3)), output: .text($0.optionalText(4)),
                outputs: .text($0.optionalText(5)))
        }
    }

    /// Marks tasks as COMPLETED in an execution that has just been made, and releases those that need them.
    static func takeOver(
        _ kept: [KeptTask], _ execution: NewExecution, _ connection: any SQLConnection
    ) throws(ProcessionError) {
        guard !kept.isEmpty else { return }
        for task in kept {
            try connection.execute(
                """
                UPDATE tasks SET status = 'COMPLETED', started_at = ?1, completed_at = ?2, exit_code = ?3, output = ?4,
                    outputs = ?5, pending_dependencies = 0
                WHERE process_id = ?6 AND name = ?7 AND trigger IS NULL
                """,
                [
                    task.startedAt, task.completedAt, task.exitCode, task.output, task.outputs,
                    .id(execution.processID), .text(task.name)
                ])
        }
        try connection.execute(
            """
            UPDATE tasks SET pending_dependencies = (
                SELECT count(*) FROM task_dependencies d JOIN tasks n ON n.task_id = d.needs_task_id
                WHERE d.task_id = tasks.task_id AND n.status <> 'COMPLETED'
            ) WHERE process_id = ? AND trigger IS NULL AND status = 'PENDING'
            """, [.id(execution.processID)])
        try connection.execute(
            """
            UPDATE tasks SET status = 'READY', ready_at = ?
            WHERE process_id = ? AND trigger IS NULL AND status = 'PENDING' AND pending_dependencies = 0
                AND condition IS NULL
            """, [.time(execution.now), .id(execution.processID)])
    }
}
