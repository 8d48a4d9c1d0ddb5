import Procession

extension SQLProcessStore {
    /// A task of the execution that is rerun which need not run again.
    struct KeptTask: Sendable {
        var name: String
        var status: TaskStatus
        var startedAt: SQLValue
        var completedAt: SQLValue
        var exitCode: SQLValue
        var output: SQLValue
        var outputs: SQLValue
        /// The group of an item, by name.
        var group: String?
    }

    /// What a rerun takes over: by name, because an edited type has other rows.
    static func keptTasks(
        _ execution: NewExecution, _ connection: any SQLConnection
    ) throws(ProcessionError) -> [KeptTask] {
        guard let last = execution.rerunOf, !execution.takesOver.isEmpty else { return [] }
        let finished = try connection.rows(
            """
            SELECT name, status, started_at, completed_at, exit_code, output, outputs, (
                SELECT g.name FROM tasks g WHERE g.task_id = tasks.group_task_id
            ) FROM tasks
            WHERE process_id = ? AND execution_id = ? AND trigger IS NULL
                AND (status = 'COMPLETED'
                    OR status = 'SKIPPED' AND condition IS NOT NULL AND error_message IS NULL)
            """, [.id(execution.processID), .id(last)]
        ) { row throws(ProcessionError) in
            KeptTask(
                name: row.text(0), status: try row.word(1), startedAt: .text(row.optionalText(2)),
                completedAt: .text(row.text(3)), exitCode: .integer(row.optionalInteger(4)),
                output: .text(row.optionalText(5)), outputs: .text(row.optionalText(6)), group: row.optionalText(7))
        }
        let candidates = finished.filter { execution.takesOver.contains(TaskName($0.group ?? $0.name)) }
        let undisturbed = execution.expansion.undisturbed(among: Set(candidates.map(\.name)))
        let needs = execution.expansion.needs
        return candidates.filter { task in
            // An item is made from what its group needs, whether or not that has come to its end.
            task.group.map { needs[$0]?.isSubset(of: undisturbed) ?? false } ?? undisturbed.contains(task.name)
        }
    }

    /// Gives tasks of an execution that has just been made their end states, and releases those that need them.
    static func takeOver(
        _ kept: [KeptTask], _ execution: NewExecution, _ machine: ExecutionMachine
    ) throws(ProcessionError) {
        guard !kept.isEmpty, let last = execution.rerunOf else { return }
        let connection = machine.connection
        for task in kept {
            let id = try connection.row(
                """
                UPDATE tasks SET status = ?1, started_at = ?2, completed_at = ?3, exit_code = ?4, output = ?5,
                    outputs = ?6, pending_dependencies = 0
                WHERE process_id = ?7 AND name = ?8 AND trigger IS NULL RETURNING task_id
                """,
                [
                    .word(task.status), task.startedAt, task.completedAt, task.exitCode, task.output, task.outputs,
                    .id(execution.processID), .text(task.name)
                ]
            ) { $0.text(0) }
            guard let id else { continue }
            machine.events.append(
                task.status,
                EventBuffer.Subject(
                    process: execution.processID.rawValue, execution: .id(execution.id), task: .text(id),
                    name: .text(task.name)), detail: "taken over from execution \(last)")
        }
        try connection.execute(
            """
            UPDATE tasks SET pending_dependencies = (
                SELECT count(*) FROM task_dependencies d JOIN tasks n ON n.task_id = d.needs_task_id
                WHERE d.task_id = tasks.task_id AND n.status NOT IN ('COMPLETED', 'SKIPPED')
            ) + CASE WHEN group_task_id IS NULL THEN 0 ELSE 1 END
            WHERE process_id = ? AND trigger IS NULL AND status = 'PENDING'
            """, [.id(execution.processID)])
        try connection.execute(
            """
            UPDATE tasks SET status = 'READY', ready_at = ?
            WHERE process_id = ? AND trigger IS NULL AND status = 'PENDING' AND pending_dependencies = 0
                AND condition IS NULL
            """, [.time(execution.now), .id(execution.processID)])
        // An item that did not run is no more to do than its group is.
        try connection.execute(
            """
            UPDATE tasks SET status = 'SKIPPED', completed_at = ?1
            WHERE process_id = ?2 AND status = 'PENDING' AND group_task_id IN (
                SELECT task_id FROM tasks WHERE process_id = ?2 AND items IS NOT NULL AND status IN ('COMPLETED', 'SKIPPED'))
            """, [.time(execution.now), .id(execution.processID)])
    }
}

extension Expansion {
    /// What each task that is no handler and no item needs, by name.
    fileprivate var needs: [String: Set<String>] {
        var needs: [String: Set<String>] = [:]
        for task in tasks where task.trigger == nil && task.group == nil {
            needs[task.name.rawValue] = Set(task.needs.map { tasks[$0].name.rawValue })
        }
        return needs
    }

    /// Those of the named tasks that need no other task, directly or through others.
    fileprivate func undisturbed(among names: Set<String>) -> Set<String> {
        let main = tasks.indices.filter { tasks[$0].trigger == nil && tasks[$0].group == nil }
        var dependents: [Int: [Int]] = [:]
        for index in main {
            for need in tasks[index].needs { dependents[need, default: []].append(index) }
        }
        var kept = names
        var disturbing = main.filter { !names.contains(tasks[$0].name.rawValue) }
        while let index = disturbing.popLast() {
            for dependent in dependents[index] ?? [] where kept.remove(tasks[dependent].name.rawValue) != nil {
                disturbing.append(dependent)
            }
        }
        return kept
    }
}
