import Procession

/// A task that waits for a process which it has started, its child.
///
/// It is as good as running: a failure elsewhere lets it come to its end, and a stop or a timeout of its execution stops
/// the child first, handlers included. So no child outlives its parent's execution, and nobody polls for its end.
extension ExecutionMachine {
    /// A process that has come to its end in this transaction, and the task that may wait for it.
    struct EndedChild {
        var process: ProcessID
        var task: TaskID
    }

    /// Lets a task go on that waits for a child which has ended; where its execution is to end, the task ends instead.
    func goOn(after child: EndedChild) throws(ProcessionError) {
        let task = try connection.row(
            SQLText(
                selecting: EndedTask.columns,
                "FROM tasks WHERE task_id = ? AND status = 'WAITING' AND awaits = 'process' AND awaited = ?"),
            [.id(child.task), .id(child.process)], EndedTask.init)
        guard let task else { return }
        let closing = try state(of: task.executionID).closing
        switch closing {
        case nil, .failure:
            try connection.execute(
                """
                UPDATE tasks SET status = 'READY', ready_at = ?1, awaits = NULL, awaited = NULL, updated_at = ?1
                WHERE task_id = ?2 AND status = 'WAITING'
                """, [now, .id(task.id)])
            events.append(.ready, task.subject, detail: "process '\(child.process)' has ended")
        case .stop: try endWaiting(task.id, as: .stopped, errorClass: .cancelled, message: "stopped by request")
        case .timeout:
            try endWaiting(task.id, as: .failed, errorClass: .timeout, message: "the execution's time was up")
        }
    }

    func isRunning(_ child: ProcessID) throws(ProcessionError) -> Bool {
        try connection.exists("SELECT 1 FROM processes WHERE id = ? AND status = 'IN_PROGRESS'", [.id(child)])
    }

    /// Stops what the tasks of an execution have started.
    func stopChildren(of state: ExecutionState) throws(ProcessionError) {
        try stop(
            try connection.rows(
                """
                SELECT id, current_execution_id FROM processes
                WHERE parent_process_id = ? AND parent_execution_id = ? AND status = 'IN_PROGRESS'
                """, [.id(state.processID), .id(state.id)]
            ) { (process: $0.id(0), execution: $0.id(1)) })
    }

    /// Stops what a task has started that ends without having waited for it.
    func stopChildren(of task: EndedTask) throws(ProcessionError) {
        try stop(
            try connection.rows(
                """
                SELECT id, current_execution_id FROM processes
                WHERE parent_task_id = ? AND parent_execution_id = ? AND status = 'IN_PROGRESS'
                """, [.id(task.id), .id(task.executionID)]
            ) { (process: $0.id(0), execution: $0.id(1)) })
    }

    private func stop(_ running: [(process: ProcessID, execution: ExecutionID)]) throws(ProcessionError) {
        for child in running { try SQLProcessStore.requestStop(of: child.execution, of: child.process, self) }
    }
}
