/// Version 5: tasks that wait for something else than a point in time say for what, such as for a process that they
/// have started.
enum AwaitingSchema: SchemaMigration {
    static let version = 5
    static let name = "awaiting"

    static func script(_ dialect: SQLDialect) -> String {
        """
        ALTER TABLE tasks ADD COLUMN awaits VARCHAR(20) CHECK (awaits = 'approval' OR awaits = 'process');
        ALTER TABLE tasks ADD COLUMN awaited TEXT;
        CREATE INDEX tasks_awaiting_approval ON tasks (started_at, task_id)
            WHERE status = 'WAITING' AND awaits = 'approval';

        ALTER TABLE processes ADD COLUMN parent_process_id VARCHAR(255);
        ALTER TABLE processes ADD COLUMN parent_execution_id VARCHAR(255);
        CREATE INDEX processes_by_parent ON processes (parent_process_id, created_at, id)
            WHERE parent_process_id IS NOT NULL;
        CREATE INDEX processes_by_parent_task ON processes (parent_task_id) WHERE parent_task_id IS NOT NULL;
        """
    }
}
