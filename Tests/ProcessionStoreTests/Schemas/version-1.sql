-- The tables as version 1 made them, with a process that has run.
CREATE TABLE schema_migrations (
    version INTEGER PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    applied_at VARCHAR(23) NOT NULL
);
CREATE TABLE process_definitions (
    digest VARCHAR(64) PRIMARY KEY,
    type VARCHAR(255) NOT NULL,
    definition TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at VARCHAR(23) NOT NULL
);
CREATE TABLE processes (
    id VARCHAR(255) PRIMARY KEY,
    type VARCHAR(255) NOT NULL,
    input_data TEXT NOT NULL,
    input_values TEXT NOT NULL DEFAULT '{}',
    schedule VARCHAR(255),
    status VARCHAR(20) NOT NULL DEFAULT 'PENDING'
        CHECK ((status = 'PENDING' OR status = 'IN_PROGRESS' OR status = 'COMPLETED' OR status = 'FAILED' OR status = 'STOPPED')),
    current_task_index INTEGER NOT NULL DEFAULT 0,
    total_tasks INTEGER NOT NULL DEFAULT 0,
    started_at VARCHAR(23),
    completed_at VARCHAR(23),
    error_message TEXT,
    created_at VARCHAR(23) NOT NULL,
    updated_at VARCHAR(23) NOT NULL,
    time_zone VARCHAR(255),
    missed_policy VARCHAR(20) CHECK ((missed_policy = 'skip' OR missed_policy = 'last' OR missed_policy = 'all')),
    overlap_policy VARCHAR(20) CHECK ((overlap_policy = 'skip' OR overlap_policy = 'queue' OR overlap_policy = 'replace')),
    next_run_at VARCHAR(23),
    declaration VARCHAR(63),
    priority INTEGER NOT NULL DEFAULT 0,
    current_execution_id VARCHAR(255),
    stop_requested_at VARCHAR(23),
    definition_digest VARCHAR(64) NOT NULL REFERENCES process_definitions (digest),
    outputs TEXT,
    parent_task_id VARCHAR(255),
    labels TEXT,
    CHECK (current_task_index >= 0 AND current_task_index <= total_tasks),
    CHECK ((status = 'COMPLETED' OR status = 'FAILED' OR status = 'STOPPED') = (completed_at IS NOT NULL)),
    CHECK ((status = 'PENDING') = (current_execution_id IS NULL)),
    CHECK (schedule IS NOT NULL OR next_run_at IS NULL)
);
CREATE INDEX processes_by_creation ON processes (created_at, id);
CREATE INDEX processes_by_status ON processes (status, created_at, id);
CREATE INDEX processes_by_definition ON processes (definition_digest);
CREATE INDEX processes_due ON processes (next_run_at) WHERE next_run_at IS NOT NULL;
CREATE TABLE process_executions (
    execution_id VARCHAR(255) PRIMARY KEY,
    process_id VARCHAR(255) NOT NULL REFERENCES processes (id) ON DELETE CASCADE,
    execution_started_at VARCHAR(23) NOT NULL,
    execution_completed_at VARCHAR(23),
    execution_status VARCHAR(20) NOT NULL DEFAULT 'IN_PROGRESS'
        CHECK ((execution_status = 'IN_PROGRESS' OR execution_status = 'COMPLETED' OR execution_status = 'FAILED' OR execution_status = 'STOPPED')),
    triggered_by VARCHAR(20) NOT NULL CHECK ((triggered_by = 'MANUAL' OR triggered_by = 'SCHEDULED' OR triggered_by = 'API')),
    error_message TEXT,
    created_at VARCHAR(23) NOT NULL,
    scheduled_for VARCHAR(23),
    input_data TEXT NOT NULL,
    definition_digest VARCHAR(64) NOT NULL REFERENCES process_definitions (digest),
    worker_id VARCHAR(255),
    outputs TEXT,
    rerun_of VARCHAR(255),
    phase VARCHAR(20) NOT NULL DEFAULT 'main'
        CHECK ((phase = 'main' OR phase = 'outputs' OR phase = 'on_success' OR phase = 'on_failure' OR phase = 'on_stop' OR phase = 'finally' OR phase = 'ended')),
    open_tasks INTEGER NOT NULL DEFAULT 0 CHECK (open_tasks >= 0),
    handler_tasks INTEGER NOT NULL DEFAULT 0 CHECK (handler_tasks >= 0),
    fail_fast INTEGER NOT NULL DEFAULT 1 CHECK (fail_fast IN (0, 1)),
    has_outputs INTEGER NOT NULL DEFAULT 0 CHECK (has_outputs IN (0, 1)),
    closing VARCHAR(20) CHECK ((closing = 'failure' OR closing = 'timeout' OR closing = 'stop')),
    result VARCHAR(20) CHECK ((result = 'COMPLETED' OR result = 'FAILED' OR result = 'STOPPED')),
    timeout_ms BIGINT CHECK (timeout_ms >= 0),
    deadline VARCHAR(23),
    stop_requested_at VARCHAR(23),
    CHECK ((phase = 'ended') = (execution_status <> 'IN_PROGRESS')),
    CHECK ((phase = 'ended') = (execution_completed_at IS NOT NULL))
);
CREATE INDEX executions_by_process ON process_executions (process_id, execution_started_at, execution_id);
CREATE UNIQUE INDEX executions_by_tick ON process_executions (process_id, scheduled_for)
    WHERE triggered_by = 'SCHEDULED';
CREATE INDEX executions_by_definition ON process_executions (definition_digest);
CREATE INDEX executions_with_deadline ON process_executions (deadline)
    WHERE deadline IS NOT NULL AND phase = 'main';
CREATE INDEX executions_awaiting_outputs ON process_executions (execution_id) WHERE phase = 'outputs';
CREATE INDEX executions_closing ON process_executions (execution_id)
    WHERE closing IN ('timeout', 'stop') AND phase <> 'ended';
CREATE TABLE tasks (
    task_id VARCHAR(255) PRIMARY KEY,
    process_id VARCHAR(255) NOT NULL REFERENCES processes (id) ON DELETE CASCADE,
    task_index INTEGER NOT NULL CHECK (task_index >= 0),
    name VARCHAR(255) NOT NULL,
    command TEXT NOT NULL,
    working_directory VARCHAR(500),
    timeout_minutes INTEGER NOT NULL CHECK (timeout_minutes >= 0),
    max_retries INTEGER NOT NULL DEFAULT 0 CHECK (max_retries >= 0),
    retry_count INTEGER NOT NULL DEFAULT 0 CHECK (retry_count >= 0),
    status VARCHAR(20) NOT NULL DEFAULT 'PENDING'
        CHECK ((status = 'PENDING' OR status = 'READY' OR status = 'IN_PROGRESS' OR status = 'WAITING' OR status = 'COMPLETED' OR status = 'FAILED' OR status = 'STOPPED' OR status = 'SKIPPED')),
    started_at VARCHAR(23),
    completed_at VARCHAR(23),
    error_message TEXT,
    exit_code INTEGER,
    output TEXT,
    created_at VARCHAR(23) NOT NULL,
    updated_at VARCHAR(23) NOT NULL,
    execution_id VARCHAR(255),
    executor VARCHAR(255) NOT NULL,
    configuration TEXT NOT NULL,
    environment TEXT NOT NULL DEFAULT '{}',
    kind VARCHAR(20) NOT NULL DEFAULT 'task' CHECK (kind IN ('task', 'handler')),
    timeout_ms BIGINT NOT NULL CHECK (timeout_ms >= 0),
    retry_policy TEXT,
    pending_dependencies INTEGER NOT NULL DEFAULT 0 CHECK (pending_dependencies >= 0),
    ready_at VARCHAR(23),
    priority INTEGER NOT NULL DEFAULT 0,
    pool VARCHAR(255),
    worker_id VARCHAR(255),
    fence INTEGER NOT NULL DEFAULT 0 CHECK (fence >= 0),
    error_class VARCHAR(20),
    outputs TEXT,
    progress REAL CHECK (progress >= 0 AND progress <= 1),
    trigger VARCHAR(20) CHECK ((trigger = 'on_success' OR trigger = 'on_failure' OR trigger = 'on_stop' OR trigger = 'finally')),
    lane VARCHAR(20) NOT NULL CHECK (lane IN ('child', 'inline')),
    condition TEXT,
    dependency_count INTEGER NOT NULL DEFAULT 0 CHECK (dependency_count >= 0),
    allow_failure INTEGER NOT NULL DEFAULT 0 CHECK (allow_failure IN (0, 1)),
    on_interruption VARCHAR(20) NOT NULL DEFAULT 'retry' CHECK (on_interruption IN ('retry', 'fail')),
    declared_outputs TEXT NOT NULL DEFAULT '{}',
    attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    losses INTEGER NOT NULL DEFAULT 0 CHECK (losses >= 0),
    CHECK ((kind = 'handler') = (trigger IS NOT NULL)),
    CHECK ((status = 'IN_PROGRESS') = (worker_id IS NOT NULL)),
    CHECK ((status = 'COMPLETED' OR status = 'FAILED' OR status = 'STOPPED' OR status = 'SKIPPED') = (completed_at IS NOT NULL)),
    CHECK (status NOT IN ('READY', 'WAITING') OR ready_at IS NOT NULL),
    CHECK ((status = 'PENDING' OR status = 'SKIPPED' OR status = 'STOPPED' OR status = 'COMPLETED') OR pending_dependencies = 0),
    CHECK (status = 'PENDING' OR execution_id IS NOT NULL)
);
CREATE UNIQUE INDEX tasks_by_process ON tasks (process_id, task_index);
CREATE INDEX tasks_by_name ON tasks (process_id, name);
CREATE INDEX tasks_handlers ON tasks (process_id, trigger) WHERE trigger IS NOT NULL;
CREATE INDEX tasks_claim ON tasks (lane, priority DESC, ready_at, task_id) WHERE status = 'READY';
CREATE INDEX tasks_held ON tasks (worker_id) WHERE status = 'IN_PROGRESS';
CREATE INDEX tasks_waiting ON tasks (ready_at) WHERE status = 'WAITING';
CREATE INDEX tasks_undecided ON tasks (process_id)
    WHERE status = 'PENDING' AND pending_dependencies = 0 AND condition IS NOT NULL
        AND execution_id IS NOT NULL;
CREATE TABLE task_dependencies (
    task_id VARCHAR(255) NOT NULL REFERENCES tasks (task_id) ON DELETE CASCADE,
    needs_task_id VARCHAR(255) NOT NULL REFERENCES tasks (task_id) ON DELETE CASCADE,
    PRIMARY KEY (task_id, needs_task_id)
);
CREATE INDEX task_dependencies_by_need ON task_dependencies (needs_task_id, task_id);
CREATE TABLE task_attempts (
    execution_id VARCHAR(255) NOT NULL REFERENCES process_executions (execution_id) ON DELETE CASCADE,
    task_id VARCHAR(255) NOT NULL,
    fence INTEGER NOT NULL,
    name VARCHAR(255) NOT NULL,
    attempt INTEGER NOT NULL CHECK (attempt > 0),
    worker_id VARCHAR(255) NOT NULL,
    started_at VARCHAR(23) NOT NULL,
    completed_at VARCHAR(23),
    outcome VARCHAR(20)
        CHECK ((outcome = 'completed' OR outcome = 'failed' OR outcome = 'stopped' OR outcome = 'waiting' OR outcome = 'lost' OR outcome = 'returned' OR outcome = 'skipped')),
    exit_code INTEGER,
    error_class VARCHAR(20),
    error_message TEXT,
    output TEXT,
    child_pid INTEGER,
    child_start_time BIGINT,
    PRIMARY KEY (execution_id, task_id, fence),
    CHECK ((outcome IS NULL) = (completed_at IS NULL))
) WITHOUT ROWID;
CREATE TABLE task_logs (
    log_id INTEGER PRIMARY KEY AUTOINCREMENT,
    execution_id VARCHAR(255) NOT NULL REFERENCES process_executions (execution_id) ON DELETE CASCADE,
    task_id VARCHAR(255) NOT NULL,
    attempt INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    stream VARCHAR(20) NOT NULL CHECK ((stream = 'stdout' OR stream = 'stderr' OR stream = 'system')),
    stream_offset BIGINT NOT NULL,
    content TEXT NOT NULL,
    logged_at VARCHAR(23) NOT NULL
);
CREATE INDEX task_logs_by_execution ON task_logs (execution_id, log_id);
CREATE TABLE workers (
    worker_id VARCHAR(255) PRIMARY KEY,
    host VARCHAR(255) NOT NULL,
    pid INTEGER NOT NULL,
    start_time BIGINT NOT NULL,
    boot_id VARCHAR(255) NOT NULL,
    slots INTEGER NOT NULL CHECK (slots >= 0),
    started_at VARCHAR(23) NOT NULL,
    heartbeat_at VARCHAR(23) NOT NULL,
    lease_until_ms BIGINT NOT NULL,
    is_dead INTEGER NOT NULL DEFAULT 0 CHECK (is_dead IN (0, 1))
);
CREATE TABLE events (
    event_id INTEGER PRIMARY KEY AUTOINCREMENT,
    occurred_at VARCHAR(23) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    process_id VARCHAR(255) NOT NULL,
    execution_id VARCHAR(255),
    task_id VARCHAR(255),
    task VARCHAR(255),
    attempt INTEGER,
    status VARCHAR(20),
    actor VARCHAR(255) NOT NULL,
    detail TEXT
);
CREATE INDEX events_by_process ON events (process_id, event_id);
CREATE TABLE waiting_ticks (
    process_id VARCHAR(255) NOT NULL REFERENCES processes (id) ON DELETE CASCADE,
    scheduled_for VARCHAR(23) NOT NULL,
    is_caught_up INTEGER NOT NULL CHECK (is_caught_up IN (0, 1)),
    PRIMARY KEY (process_id, scheduled_for)
) WITHOUT ROWID;
INSERT INTO schema_migrations VALUES (1, 'initial schema', '2026-01-01 00:00:00.000');
INSERT INTO process_definitions VALUES ('d', 'nightly', '{}', '{}', '2026-01-01 00:00:00.000');
INSERT INTO processes (id, type, input_data, status, current_task_index, total_tasks, started_at, completed_at,
    created_at, updated_at, current_execution_id, definition_digest)
VALUES ('old', 'nightly', '', 'COMPLETED', 1, 1, '2026-01-01 00:00:00.000', '2026-01-01 00:00:01.000',
    '2026-01-01 00:00:00.000', '2026-01-01 00:00:01.000', 'e', 'd');
INSERT INTO process_executions (execution_id, process_id, execution_started_at, execution_completed_at,
    execution_status, triggered_by, created_at, input_data, definition_digest, phase)
VALUES ('e', 'old', '2026-01-01 00:00:00.000', '2026-01-01 00:00:01.000', 'COMPLETED', 'MANUAL',
    '2026-01-01 00:00:00.000', '', 'd', 'ended');
INSERT INTO tasks (task_id, process_id, task_index, name, command, timeout_minutes, status, started_at, completed_at,
    created_at, updated_at, execution_id, executor, configuration, timeout_ms, lane)
VALUES ('t', 'old', 0, 'work', 'true', 60, 'COMPLETED', '2026-01-01 00:00:00.000', '2026-01-01 00:00:01.000',
    '2026-01-01 00:00:00.000', '2026-01-01 00:00:01.000', 'e', 'shell', '{}', 3600000, 'child');
