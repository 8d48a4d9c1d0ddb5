/// Version 5: tasks that wait for something else than a point in time say for what.
enum AwaitingSchema: SchemaMigration {
    static let version = 5
    static let name = "awaiting"

    static func script(_ dialect: SQLDialect) -> String {
        """
        ALTER TABLE tasks ADD COLUMN awaits VARCHAR(20) CHECK (awaits = 'approval');
        ALTER TABLE tasks ADD COLUMN awaited TEXT;
        CREATE INDEX tasks_awaiting_approval ON tasks (started_at, task_id)
            WHERE status = 'WAITING' AND awaits = 'approval';
        """
    }
}
