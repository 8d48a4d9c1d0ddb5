import Procession

// The rows of the database as `--json` shows them.

extension ProcessRecord {
    var json: Value {
        Value(members: [
            "id": .string(id.rawValue), "type": .string(type.rawValue), "status": .string(status.rawValue),
            "input": Value(stored: inputValues), "input_data": .string(inputData),
            "outputs": Value(stored: outputs), "error_message": Value(errorMessage),
            "current_task_index": .integer(currentTaskIndex), "total_tasks": .integer(totalTasks),
            "schedule": Value(schedule), "time_zone": Value(timeZone), "next_run_at": Value(nextRunAt),
            "missed_policy": Value(missedPolicy?.rawValue), "overlap_policy": Value(overlapPolicy?.rawValue),
            "declaration": Value(declaration),
            "priority": .integer(priority), "current_execution_id": Value(currentExecutionID?.rawValue),
            "stop_requested_at": Value(stopRequestedAt), "definition_digest": .string(definitionDigest),
            "started_at": Value(startedAt), "completed_at": Value(completedAt), "created_at": Value(createdAt),
            "updated_at": Value(updatedAt), "parent": parent?.json
        ])
    }
}

extension ParentTask {
    fileprivate var json: Value {
        [
            "process_id": .string(processID.rawValue), "execution_id": .string(executionID.rawValue),
            "task_id": .string(taskID.rawValue)
        ]
    }
}

extension TaskRecord {
    var json: Value {
        Value(members: [
            "id": .string(id.rawValue), "index": .integer(index), "name": .string(name.rawValue),
            "trigger": Value(trigger?.rawValue), "executor": .string(executor.rawValue),
            "command": .string(command), "working_directory": Value(workingDirectory),
            "status": .string(status.rawValue), "attempt": .integer(attempt), "retry_count": .integer(retryCount),
            "max_retries": .integer(maxRetries), "allow_failure": .boolean(allowsFailure),
            "timeout_ms": .integer(Int(timeout.inMilliseconds)),
            "exit_code": Value(exitCode), "error_class": Value(errorClass?.rawValue),
            "error_message": Value(errorMessage), "output": Value(output), "outputs": Value(stored: outputs),
            "progress": progress.map(Value.number), "priority": .integer(priority), "pool": Value(pool),
            "ready_at": Value(readyAt), "started_at": Value(startedAt), "completed_at": Value(completedAt),
            "item": Value(stored: item), "group_id": Value(groupID?.rawValue), "awaits": awaits?.json,
            "process_id": .string(processID.rawValue)
        ])
    }
}

extension Awaited {
    fileprivate var json: Value { ["kind": .string(kind.rawValue), "subject": .string(subject)] }
}

extension ExecutionRecord {
    var json: Value {
        Value(members: [
            "id": .string(id.rawValue), "process_id": .string(processID.rawValue),
            "status": .string(status.rawValue), "triggered_by": .string(triggeredBy.rawValue),
            "scheduled_for": Value(scheduledFor), "rerun_of": Value(rerunOf?.rawValue),
            "outputs": Value(stored: outputs), "error_message": Value(errorMessage),
            "definition_digest": .string(definitionDigest), "input_data": .string(inputData),
            "concurrency_key": Value(concurrencyKey), "queued_at": Value(queuedAt),
            "started_at": Value(startedAt), "completed_at": Value(completedAt)
        ])
    }
}

extension PoolRecord {
    var json: Value {
        Value(members: [
            "name": .string(name), "slots": .integer(slots), "is_set": .boolean(isSet), "running": .integer(running),
            "waiting": .integer(waiting)
        ])
    }
}

extension TaskAttempt {
    var json: Value {
        Value(members: [
            "task": .string(task.rawValue), "task_id": .string(taskID.rawValue), "attempt": .integer(attempt),
            "worker_id": .string(workerID.rawValue), "outcome": Value(outcome?.rawValue),
            "exit_code": Value(exitCode), "error_class": Value(errorClass?.rawValue),
            "error_message": Value(errorMessage), "started_at": Value(startedAt),
            "completed_at": Value(completedAt)
        ])
    }
}

extension EventRecord {
    var json: Value {
        Value(members: [
            "id": .integer(id), "occurred_at": Value(occurredAt), "kind": .string(kind),
            "process_id": Value(processID?.rawValue), "execution_id": Value(executionID?.rawValue),
            "task_id": Value(taskID?.rawValue), "task": Value(task?.rawValue), "attempt": Value(attempt),
            "status": Value(status), "actor": .string(actor), "detail": Value(detail)
        ])
    }
}

extension LogChunk {
    func json(task: TaskName?) -> Value {
        Value(members: [
            "execution_id": .string(executionID.rawValue), "task_id": .string(taskID.rawValue),
            "task": Value(task?.rawValue), "attempt": .integer(attempt), "sequence": .integer(sequence),
            "stream": .string(stream.rawValue), "offset": .integer(offset), "content": .string(content),
            "logged_at": Value(loggedAt)
        ])
    }
}

extension Diagnostic {
    var json: Value {
        Value(members: [
            "severity": .string(severity.rawValue), "code": .string(code.description),
            "message": .string(message), "hint": Value(hint), "key_path": Value(keyPath),
            "file": Value(location?.file), "line": Value(location?.line), "column": Value(location?.column)
        ])
    }
}
