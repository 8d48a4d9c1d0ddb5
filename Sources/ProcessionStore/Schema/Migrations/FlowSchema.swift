/// Version 4: tasks that wait remember what for, and a task may have a row for each of several items.
enum FlowSchema: SchemaMigration {
    static let version = 4
    static let name = "flow"

    static func script(_ dialect: SQLDialect) -> String {
        """
        ALTER TABLE tasks ADD COLUMN checkpoint TEXT;
        ALTER TABLE tasks ADD COLUMN items TEXT;
        ALTER TABLE tasks ADD COLUMN open_items INTEGER CHECK (open_items >= 0);
        ALTER TABLE tasks ADD COLUMN max_parallel INTEGER CHECK (max_parallel > 0);
        ALTER TABLE tasks ADD COLUMN group_task_id VARCHAR(255);
        ALTER TABLE tasks ADD COLUMN item TEXT;
        CREATE INDEX tasks_items ON tasks (group_task_id, task_index) WHERE group_task_id IS NOT NULL;
        CREATE INDEX tasks_not_begun ON tasks (group_task_id, task_index)
            WHERE status = 'PENDING' AND pending_dependencies > 0 AND group_task_id IS NOT NULL;
        """
    }
}
