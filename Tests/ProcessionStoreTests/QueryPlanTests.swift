import Foundation
import GRDB
import Procession
import ProcessionStore
import Testing

@Suite("Statements find their rows by index", .timeLimit(.minutes(1)))
struct QueryPlanTests {
    /// Parts of plans that read a whole table on purpose.
    ///
    /// The partial indexes hold only what is open, `workers` has a row an engine, and a page of a listing is walked.
    private static let accepted: Set = [
        "SCAN tasks USING INDEX tasks_undecided", "SCAN tasks USING INDEX tasks_claim",
        "SCAN process_executions USING INDEX executions_awaiting_outputs", "SCAN e USING INDEX executions_closing",
        "SCAN t USING INDEX tasks_held", "SCAN workers", "SCAN b", "SCAN blocked", "SCAN dependents",
        "SCAN processes USING INDEX processes_by_creation", "SCAN w", "SCAN types", "SCAN newer",
        // The ancestors of a process, of which there are ten at most.
        "SCAN a", "SCAN ancestors",
        // A page of what waits for approval.
        "SCAN tasks USING INDEX tasks_awaiting_approval",
        // Names of pools, and tasks that have one.
        "SCAN pools", "SCAN pools USING COVERING INDEX sqlite_autoindex_pools_1", "SCAN k",
        "SCAN tasks USING COVERING INDEX tasks_ready_by_pool", "SCAN tasks USING COVERING INDEX tasks_running_by_pool",
        "SCAN tasks USING INDEX tasks_ready_by_pool", "SCAN tasks USING INDEX tasks_running_by_pool"
    ]

    @Test("no statement of an exchange, start, stop, rescue or listing scans a table or sorts one")
    func plans() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("procession.db")
        let store = try await SQLProcessStore.sqlite(at: path, access: .owner())
        try await work(store)
        var texts = Set(
            try await store.database.write { connection throws(ProcessionError) in connection.preparedTexts })
        for _ in 0..<3 {
            texts.formUnion(
                try await store.database.read { connection throws(ProcessionError) in connection.preparedTexts })
        }
        try await store.close()
        #expect(texts.count > 40)

        let queue = try DatabaseQueue(path: path)
        let statements = texts.filter { text in
            [
                "SELECT", "UPDATE", "DELETE", "WITH",
                "INSERT INTO events (occurred_at, kind, process_id, execution_id, task_id, task, status, actor"
            ]
            .contains { text.hasPrefix($0) }
        }
        for text in statements.sorted() {
            let plan = try await queue.read { database in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + text, arguments: Self.nulls(text, database))
                    .map { $0["detail"] as String }
            }
            // A subquery is the first of something, or what shares one concurrency key.
            for step in plan
            where step.hasPrefix("SCAN") && !step.hasPrefix("SCAN (subquery-") && !Self.accepted.contains(step) {
                // The oldest rows of a table, under a limit.
                if text.contains("ORDER BY log_id LIMIT") && step == "SCAN task_logs" { continue }
                if text.contains("ORDER BY event_id LIMIT") && step == "SCAN events" { continue }
                Issue.record("\(step)\n\(text)")
            }
            // Sorting what one process, execution or claim has is bounded; sorting a table is not.
            if plan.contains(where: { $0.hasPrefix("USE TEMP B-TREE") }) {
                #expect(
                    text.contains("WHERE process_id = ?3 AND status = 'READY' ORDER BY task_index")
                        || text.contains("FROM task_attempts WHERE execution_id = ? ORDER BY started_at")
                        || text.contains("FROM workers WHERE is_dead = 0")
                        || text.contains("FROM tasks WHERE process_id = ? AND name = ?")
                        || text.contains("FROM known k LEFT JOIN pools"),
                    "\(plan)\n\(text)")
            }
        }
    }

    /// Makes the store prepare its statements.
    private func work(_ store: SQLProcessStore) async throws {
        let now = Date()
        let sample = NewProcess.sample("p1", tasks: 50)
        try await store.create(sample, actor: "cli", now: now)
        let worker = WorkerRecord(
            id: "w1", host: "h", pid: 1, startTime: 1, bootID: "b", slots: 1, startedAt: now, heartbeatAt: now,
            leaseUntil: .seconds(10))
        try await store.register(worker)
        _ = try await store.start(
            NewExecution(
                id: "e1", processID: "p1", triggeredBy: .manual, expansion: sample.expansion, actor: "cli", now: now))
        let reply = try await store.exchange(WorkBatch(worker: "w1", capacity: [.child: 5], now: now))
        let results: [WorkBatch.AttemptOutcome.Result] = [
            .completed(outputs: "{}"), .retry(TaskFailure(.runtime, "x"), at: now), .returned
        ]
        let outcomes = zip(reply.claimed, results).map {
            WorkBatch.AttemptOutcome(taskID: $0.taskID, fence: $0.fence, result: $1, endedAt: now)
        }
        let report = WorkBatch.AttemptReport(
            taskID: reply.claimed[4].taskID, fence: 1, progress: 0.5, child: ChildIdentity(pid: 1, startTime: 1))
        _ = try await store.exchange(
            WorkBatch(
                worker: "w1", outcomes: outcomes,
                decisions: [.run("x"), .skip("x"), .outputs("e1", "{}")], reports: [report], now: now))
        try await workSchedules(store, now: now)
        try await workLimits(store, now: now)
        try await workApprovals(store, now: now)
        try await workChildren(store, now: now)
        try await store.requestStop("p1", actor: "cli", now: now)
        try await store.declareDead("w1", now: now)
        let lost = try await store.interruptedAttempts(limit: 10)
        _ = try await store.rescue(lost, maximumLosses: 3, now: now)
        try await workRetention(store, now: now)
        _ = try await store.tasks(of: "p1")
        _ = try await store.processes(ProcessFilter())
        _ = try await store.processes(ProcessFilter(status: .failed))
        _ = try await store.executions(of: "p1", limit: 1)
        _ = try await store.attempts(of: "e1")
        _ = try await store.logs(of: "e1", task: nil, after: 0, limit: 1)
        _ = try await store.events(after: 0, process: "p1", limit: 1)
        _ = try await store.events(after: 0, process: nil, limit: 1)
        _ = try await store.results(of: "p1", tasks: ["task-0"])
    }

    private func workSchedules(_ store: SQLProcessStore, now: Date) async throws {
        func change(_ overlap: OverlapPolicy) async throws {
            try await store.change(
                ScheduleChange(
                    processID: "p1", schedule: "every:1s", overlapPolicy: overlap, nextRunAt: now, actor: "cli",
                    now: now))
        }
        let execution = NewExecution(
            id: "e2", processID: "p1", triggeredBy: .scheduled, expansion: NewProcess.sample("p1").expansion,
            actor: "schedule", now: now)
        for overlap in OverlapPolicy.allCases {
            try await change(overlap)
            _ = try await store.scheduledProcesses(dueFrom: .distantPast, through: now, limit: 1)
            _ = try await store.nextScheduledRun()
            _ = try await store.carryOut(
                ScheduleStep(
                    processID: "p1", dueAt: now, nextRunAt: now + 1, ticks: [now], overlap: overlap,
                    execution: .success(execution), now: now))
        }
        _ = try await store.startableTicks(limit: 1)
        for tick in try await store.waitingTicks(of: "p1") {
            _ = try await store.fire(
                WaitingTick(processID: "p1", scheduledFor: tick), .success(execution), actor: "schedule", now: now)
        }
    }

    private func workLimits(_ store: SQLProcessStore, now: Date) async throws {
        for whenFull in ConcurrencyLimit.WhenFull.allCases {
            for number in 1...2 {
                let id = ProcessID("\(whenFull)-\(number)")
                var sample = NewProcess.sample(id, tasks: 2)
                sample.expansion.concurrency = ConcurrencyLimit(key: "\(whenFull)", limit: 1, whenFull: whenFull)
                for index in sample.expansion.tasks.indices {
                    sample.expansion.tasks[index].pool = "pool"
                }
                try await store.create(sample, actor: "cli", now: now)
                _ = try? await store.start(
                    NewExecution(
                        id: ExecutionID("\(id)"), processID: id, triggeredBy: .manual, expansion: sample.expansion,
                        actor: "cli", now: now))
            }
        }
        try await store.setPool("pool", slots: 1, actor: "test", now: now)
        _ = try await store.exchange(WorkBatch(worker: "w1", capacity: [.child: 50], now: now))
        try await store.setPool("pool", slots: 2, actor: "test", now: now)
        _ = try await store.exchange(WorkBatch(worker: "w1", capacity: [.child: 50], now: now))
        try await store.requestStop("queue-1", actor: "cli", now: now)
        _ = try await store.pools()
    }

    private func workApprovals(_ store: SQLProcessStore, now: Date) async throws {
        let sample = NewProcess.sample("ask", tasks: 2)
        try await store.create(sample, actor: "cli", now: now)
        _ = try await store.start(
            NewExecution(
                id: "ask-1", processID: "ask", triggeredBy: .manual, expansion: sample.expansion, actor: "cli", now: now
            )
        )
        let claimed = try await store.exchange(WorkBatch(worker: "w1", capacity: [.child: 500], now: now)).claimed
        let outcomes = claimed.filter { $0.processID == "ask" }.map {
            WorkBatch.AttemptOutcome(
                taskID: $0.taskID, fence: $0.fence, result: .waiting(until: .distantFuture, for: .approval("?")),
                endedAt: now)
        }
        _ = try await store.exchange(WorkBatch(worker: "w1", outcomes: outcomes, now: now))
        let waiting = try await store.tasksAwaitingApproval(limit: 10)
        #expect(!waiting.isEmpty)
        for task in waiting {
            try await store.decide(ApprovalDecision(isApproved: true, decidedAt: now), on: task.id, actor: "cli")
        }
    }

    private func workChildren(_ store: SQLProcessStore, now: Date) async throws {
        let sample = NewProcess.sample("parent", tasks: 1), child = NewProcess.sample("child", tasks: 1)
        try await store.create(sample, actor: "cli", now: now)
        _ = try await store.start(
            NewExecution(
                id: "parent-1", processID: "parent", triggeredBy: .manual, expansion: sample.expansion, actor: "cli",
                now: now))
        let claimed = try await store.exchange(WorkBatch(worker: "w1", capacity: [.child: 500], now: now)).claimed
        let task = try #require(claimed.first { $0.processID == "parent" })
        _ = try await store.startChild(
            NewChild(
                process: child,
                execution: NewExecution(
                    id: "child-1", processID: "child", triggeredBy: .manual, expansion: child.expansion,
                    actor: "parent", now: now),
                parent: ParentTask(processID: "parent", executionID: "parent-1", taskID: task.taskID),
                fence: task.fence))
        let outcome = WorkBatch.AttemptOutcome(
            taskID: task.taskID, fence: task.fence, result: .waiting(until: .distantFuture, for: .process("child")),
            endedAt: now)
        _ = try await store.exchange(WorkBatch(worker: "w1", outcomes: [outcome], now: now))
        #expect(try await store.processes(ProcessFilter(parent: "parent")).count == 1)
        try await store.requestStop("parent", actor: "cli", now: now)
        #expect(try await store.process("child")?.status == .stopped)
    }

    private func workRetention(_ store: SQLProcessStore, now: Date) async throws {
        let policy = RetentionPolicy(completed: .zero, failed: .zero, last: 1, logs: .zero, events: .seconds(86_400))
        for number in 0..<3 {
            let id = ProcessID("done\(number)")
            let sample = NewProcess.sample(id)
            try await store.create(sample, actor: "cli", now: now)
            for run in 0..<2 {
                _ = try await store.start(
                    NewExecution(
                        id: ExecutionID("\(id)-\(run)"), processID: id, triggeredBy: .manual,
                        expansion: sample.expansion, actor: "cli", now: now))
                try await store.requestStop(id, actor: "cli", now: now)
            }
        }
        let later = now + 1
        let expired = try await store.expired(policy, limit: 100, now: later)
        #expect(expired.contains(.process("done0")) && expired.contains(.execution("done2-0")))
        _ = try await store.remove(expired, policy, within: .seconds(60), now: later)
        _ = try await store.trim(policy, within: .seconds(60), now: later)
    }

    /// As many NULLs as the statement has placeholders.
    private static func nulls(_ text: String, _ database: Database) throws -> StatementArguments {
        let numbers = text.matches(of: #/\?(\d+)/#).compactMap { Int($0.1) }
        let count = numbers.max() ?? text.count { $0 == "?" }
        return StatementArguments(Array(repeating: DatabaseValue.null, count: count))
    }
}
