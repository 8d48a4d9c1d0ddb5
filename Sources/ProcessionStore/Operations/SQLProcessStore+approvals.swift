public import Procession

extension SQLProcessStore {
    public func decide(
        _ decision: ApprovalDecision, on id: TaskID, actor: String
    ) async throws(ProcessionError) {
        try await database.write { connection throws(ProcessionError) in
            let machine = ExecutionMachine(connection, now: decision.decidedAt, actor: actor)
            if try machine.decide(decision, on: id) { return try machine.finish() }
            guard let task = try Self.task(id, connection) else {
                throw ProcessionError(
                    .notFound, "there is no task '\(id)'",
                    hint: "'procession approvals' shows those that wait for approval")
            }
            if task.awaits?.kind == .approval, let end = task.readyAt {
                throw ProcessionError(
                    .stateConflict,
                    "the time to decide on the task '\(task.name)' of process '\(task.processID)' was up at "
                        + TimestampText.format(end),
                    hint: "what its type says for this case holds, as soon as an engine runs")
            }
            throw ProcessionError(
                .stateConflict,
                "the task '\(task.name)' of process '\(task.processID)' does not wait for approval: "
                    + "it is \(task.status.rawValue)",
                hint: "'procession approvals' shows those that do")
        }
    }

    public func tasksAwaitingApproval(limit: Int) async throws(ProcessionError) -> [TaskRecord] {
        try await database.read { connection throws(ProcessionError) in
            try connection.rows(Self.awaitingApproval, [.integer(max(limit, 0))], TaskRecord.init)
        }
    }

    private static let awaitingApproval = tasks(
        "WHERE status = 'WAITING' AND awaits = 'approval' ORDER BY started_at, task_id LIMIT ?")
}
