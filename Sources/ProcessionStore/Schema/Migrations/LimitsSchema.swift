/// Version 2: what bounds how much runs at the same time, and in which order it does; see `docs/limits.md`.
enum LimitsSchema: SchemaMigration {
    static let version = 2
    static let name = "limits"

    static func script(_ dialect: SQLDialect) -> String {
        """
        CREATE TABLE pools (
            name VARCHAR(63) PRIMARY KEY,
            slots INTEGER NOT NULL CHECK (slots >= 0),
            updated_at VARCHAR(23) NOT NULL
        );

        ALTER TABLE tasks ADD COLUMN is_gated INTEGER NOT NULL DEFAULT 0 CHECK (is_gated = 0 OR is_gated = 1);
        ALTER TABLE tasks ADD COLUMN claim_order BIGINT GENERATED ALWAYS AS (
            \(dialect.milliseconds(of: "ready_at")) - priority * 15000
        ) VIRTUAL;
        UPDATE tasks SET is_gated = 1 WHERE pool IS NOT NULL;

        DROP INDEX tasks_claim;
        CREATE INDEX tasks_claim ON tasks (lane, claim_order, task_id) WHERE status = 'READY' AND is_gated = 0;
        CREATE INDEX tasks_ready_by_pool ON tasks (is_gated, pool, claim_order, task_id)
            WHERE status = 'READY' AND pool IS NOT NULL;
        CREATE INDEX tasks_running_by_pool ON tasks (pool) WHERE status = 'IN_PROGRESS' AND pool IS NOT NULL;

        ALTER TABLE process_executions ADD COLUMN concurrency_key VARCHAR(255);
        ALTER TABLE process_executions ADD COLUMN concurrency_limit INTEGER CHECK (concurrency_limit > 0);
        ALTER TABLE process_executions ADD COLUMN queued_at VARCHAR(23);
        CREATE INDEX executions_running_by_key ON process_executions (concurrency_key, created_at, execution_id)
            WHERE concurrency_key IS NOT NULL AND phase <> 'ended' AND queued_at IS NULL;
        CREATE INDEX executions_queued ON process_executions (concurrency_key, queued_at, execution_id)
            WHERE concurrency_key IS NOT NULL AND queued_at IS NOT NULL;
        """
    }
}
