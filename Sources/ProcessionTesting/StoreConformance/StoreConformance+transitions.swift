import Procession
import ProcessionStore

extension StoreConformance {
    static let transitionChecks: [Check] =
        ProcessStatus.allCases.map(processTransitions)
        + TaskStatus.allCases.flatMap { status in taskMoves.map { taskTransition(from: status, $0) } }
        + [vocabulary]

    // MARK: Processes

    /// Start, stop and delete of a process in `status`.
    private static func processTransitions(_ status: ProcessStatus) -> Check {
        Check("a process that is \(status.rawValue) can be started, stopped or deleted only where that makes sense") {
            scenario in
            let expansion = try await bring(scenario, to: status)
            try expect(try await scenario.record().status, equals: status)
            if status == .inProgress {
                try await expect(.stateConflict, "a start") { try await scenario.start(expansion) }
            } else {
                try await expect(.stateConflict, "a stop") { try await scenario.stop() }
            }
            if status == .inProgress || status == .completed {
                try await expect(.stateConflict, "a delete") {
                    try await scenario.store.delete("process-1", actor: "cli", now: scenario.now)
                }
            }
            try expect(try await scenario.record().status, equals: status)
            if status == .inProgress {
                try await scenario.stop()
                try expect(try await scenario.record().status, equals: .stopped)
            } else {
                try await scenario.start(expansion)
                try expect(try await scenario.record().status, equals: .inProgress)
            }
        }
    }

    private static func bring(_ scenario: StoreScenario, to status: ProcessStatus) async throws -> Expansion {
        let expansion = try await scenario.create(StoreScenario.fan("a"))
        try await scenario.register()
        guard status != .pending else { return expansion }
        try await scenario.start(expansion)
        switch status {
        case .pending, .inProgress: break
        case .stopped: try await scenario.stop()
        case .completed:
            try await scenario.claim()
            _ = try await scenario.end("a")
        case .failed:
            try await scenario.claim()
            _ = try await scenario.fail("a")
        }
        return expansion
    }

    // MARK: Tasks

    /// Something that a worker may say about a task at the wrong time, and the state that it would lead to.
    private struct TaskMove: Sendable {
        var name: String
        var target: TaskStatus
        var sources: Set<TaskStatus>
        var batch: @Sendable (TaskRecord, StoreScenario) -> WorkBatch
    }

    private static func outcomeMove(
        _ name: String, to target: TaskStatus,
        _ result: @escaping @Sendable (StoreScenario) -> WorkBatch.AttemptOutcome.Result
    ) -> TaskMove {
        TaskMove(name: name, target: target, sources: [.inProgress]) { task, scenario in
            WorkBatch(
                worker: scenario.worker,
                outcomes: [
                    WorkBatch.AttemptOutcome(
                        taskID: task.id, fence: task.fence, result: result(scenario), endedAt: scenario.now)
                ], now: scenario.now)
        }
    }

    private static func decisionMove(
        _ name: String, to target: TaskStatus, _ decision: @escaping @Sendable (TaskID) -> WorkBatch.Decision
    ) -> TaskMove {
        TaskMove(name: name, target: target, sources: [.pending]) { task, scenario in
            WorkBatch(worker: scenario.worker, decisions: [decision(task.id)], now: scenario.now)
        }
    }

    private static let taskMoves: [TaskMove] = [
        outcomeMove("completed", to: .completed) { _ in .completed(outputs: "{}") },
        outcomeMove("failed", to: .failed) { _ in .failed(TaskFailure(.runtime, "exit code 1")) },
        outcomeMove("retry", to: .waiting) {
            .retry(TaskFailure(.runtime, "exit code 1"), at: $0.later(60))
        },
        outcomeMove("waiting", to: .waiting) { .waiting(until: $0.later(60)) },
        outcomeMove("stopped", to: .stopped) { _ in .stopped(message: "SIGTERM") },
        outcomeMove("returned", to: .ready) { _ in .returned },
        decisionMove("run", to: .ready) { .run($0) },
        decisionMove("skip", to: .skipped) { .skip($0) },
        decisionMove("fail", to: .failed) { .fail($0, TaskFailure(.expression, "null")) },
        TaskMove(name: "claim", target: .inProgress, sources: [.ready]) { _, scenario in
            WorkBatch(worker: scenario.worker, capacity: [.child: 10, .inline: 10], now: scenario.now)
        }
    ]

    private static func taskTransition(from status: TaskStatus, _ move: TaskMove) -> Check {
        let isLegal = move.sources.contains(status)
        return Check("'\(move.name)' \(isLegal ? "moves" : "leaves") a task that is \(status.rawValue)") { scenario in
            try await bring(scenario, to: status)
            let before = try await scenario.task("subject")
            try expect(before.status, equals: status)
            _ = try await scenario.store.exchange(move.batch(before, scenario))
            let after = try await scenario.task("subject")
            if isLegal {
                try expect(after.status, equals: move.target)
                try expect(status.successors.contains(after.status), "a successor of \(status)")
            } else {
                try expect(after, equals: before, "the task")
            }
        }
    }

    /// Brings the task `subject` to a state, with another task open beside it, so that its execution goes on.
    private static func bring(_ scenario: StoreScenario, to status: TaskStatus) async throws {
        let condition = status == .pending || status == .skipped ? "x" : nil
        try await scenario.run(
            [StoreScenario.task("subject", condition: condition), StoreScenario.task("other", condition: "never")],
            failFast: false)
        if status != .pending, status != .skipped, status != .ready { try await scenario.claim() }
        switch status {
        case .pending, .ready, .inProgress: break
        case .waiting:
            try await scenario.exchange([
                try scenario.outcome("subject", .waiting(until: scenario.later(60)))
            ])
        case .completed: try await scenario.exchange([try scenario.outcome("subject", .completed(outputs: "{}"))])
        case .failed:
            try await scenario.exchange([try scenario.outcome("subject", .failed(TaskFailure(.runtime, "exit code 3")))]
            )
        case .stopped: try await scenario.exchange([try scenario.outcome("subject", .stopped(message: "SIGTERM"))])
        case .skipped: try await scenario.exchange(decisions: [.skip(try await scenario.task("subject").id)])
        }
    }

    // MARK: Rows

    /// Statements that must not succeed, for stores that can be asked to carry out a statement.
    private static let vocabulary = Check("rows outside the vocabulary can't be written, whoever tries") { scenario in
        guard let database = (scenario.store as? SQLProcessStore)?.database else { return }
        try await scenario.run(StoreScenario.fan("a"))
        let refused: [SQLText] = [
            "UPDATE tasks SET status = 'DONE'", "UPDATE tasks SET status = 'ready'", "UPDATE tasks SET status = NULL",
            "UPDATE tasks SET status = 'IN_PROGRESS'", "UPDATE tasks SET worker_id = 'w'",
            "UPDATE tasks SET status = 'COMPLETED'", "UPDATE tasks SET completed_at = 'x'",
            "UPDATE tasks SET ready_at = NULL", "UPDATE tasks SET pending_dependencies = -1",
            "UPDATE tasks SET pending_dependencies = 1", "UPDATE tasks SET lane = 'fast'",
            "UPDATE tasks SET trigger = 'finally'", "UPDATE tasks SET progress = 2",
            "UPDATE tasks SET retry_count = -1", "UPDATE tasks SET execution_id = NULL",
            "UPDATE tasks SET process_id = 'nobody'", "UPDATE processes SET status = 'RUNNING'",
            "UPDATE processes SET status = 'COMPLETED'", "UPDATE processes SET current_task_index = 2",
            "UPDATE processes SET current_execution_id = NULL", "UPDATE process_executions SET open_tasks = -1",
            "UPDATE process_executions SET execution_status = 'COMPLETED'",
            "UPDATE process_executions SET phase = 'ended'", "UPDATE process_executions SET phase = 'later'",
            "UPDATE process_executions SET triggered_by = 'CRON'", "UPDATE process_executions SET closing = 'why'",
            "DELETE FROM process_definitions"
        ]
        for statement in refused {
            try await expect(.internalFault, "\(statement.text)") {
                _ = try await database.write { connection throws(ProcessionError) in
                    try connection.execute(statement)
                }
            }
        }
        try expect(try await scenario.states(), equals: "a READY")
    }
}
