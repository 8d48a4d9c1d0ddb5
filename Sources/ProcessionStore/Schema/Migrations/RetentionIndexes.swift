/// Version 3: finds what has ended by its age.
enum RetentionIndexes: SchemaMigration {
    static let version = 3
    static let name = "retention indexes"

    static func script(_ dialect: SQLDialect) -> String {
        """
        CREATE INDEX processes_finished ON processes (type, status, completed_at, id)
            WHERE schedule IS NULL AND completed_at IS NOT NULL;
        CREATE INDEX executions_ended
            ON process_executions (execution_status, execution_completed_at, execution_id)
            WHERE execution_completed_at IS NOT NULL;
        """
    }
}
