import Procession

import struct Foundation.Date

extension StoreConformance {
    static let approvalChecks: [Check] = [
        Check("an approval completes the task with the decision, and what needs it goes on") { scenario in
            try await scenario.run(StoreScenario.chain("ask", "after"))
            try await scenario.ask("ask")
            let waiting = try await scenario.store.tasksAwaitingApproval(limit: 10)
            try expect(waiting.map(\.name), equals: ["ask"])
            try expect(waiting.map(\.awaits), equals: [.approval("May I?")])
            try expect(waiting.map(\.readyAt), equals: [nil])
            try expect(try await scenario.claim(), equals: [])
            scenario.advance(5)
            try await scenario.decide("ask", isApproved: true, by: "ann", note: "fine")
            let task = try await scenario.task("ask")
            try expect(task.status, equals: .completed)
            try expect(task.completedAt, equals: scenario.now)
            try expect(task.awaits, equals: nil)
            try expect(
                task.outputs,
                equals: #"{"approved":true,"by":"ann","decided_at":"2027-01-15T08:00:05Z","note":"fine"}"#)
            try expect(try await scenario.store.tasksAwaitingApproval(limit: 10), equals: [])
            let events = try await scenario.store.events(after: 0, process: scenario.process, limit: 100)
            try expect(
                events.filter { $0.task == "ask" }.suffix(3).map { "\($0.kind) \($0.actor) \($0.detail ?? "-")" },
                equals: [
                    "task.waiting worker-1 for approval: May I?", "task.approved cli approved by ann: fine",
                    "task.completed cli -"
                ])
            try expect(try await scenario.claim(), equals: ["after"])
            _ = try await scenario.end("after")
            try expect(try await scenario.standing(), equals: "COMPLETED at 2 of 2")
        },
        Check("a rejection fails the task, whatever its retries, and keeps the decision") { scenario in
            try await scenario.run(
                [StoreScenario.task("ask", retry: RetryPolicy(maxRetries: 3))]
                    + [StoreScenario.task("after", needs: [0])])
            try await scenario.ask("ask")
            try await scenario.decide("ask", isApproved: false, by: "bo", note: "too early")
            try expect(try await scenario.states(), equals: "ask FAILED, after SKIPPED")
            try expect(
                try await scenario.standing(), equals: "FAILED at 2 of 2: task 'ask' failed: rejected by bo: too early")
            let task = try await scenario.task("ask")
            try expect(task.errorClass, equals: .authorization)
            try expect(task.outputs?.contains(#""approved":false,"by":"bo""#), equals: true)
        },
        Check("a rejection that is allowed lets the process go on") { scenario in
            try await scenario.run(
                [StoreScenario.task("ask", allowsFailure: true)] + [StoreScenario.task("after", needs: [0])])
            try await scenario.ask("ask")
            try await scenario.decide("ask", isApproved: false)
            try expect(try await scenario.states(), equals: "ask FAILED, after READY")
        },
        Check("of two decisions one counts, and only a task that waits for approval can be decided on") { scenario in
            try await scenario.run(StoreScenario.fan("ask", "nap", "work", "ready"))
            try await scenario.exchange(capacity: [.child: 3])
            try await scenario.exchange([
                try scenario.outcome("ask", .waiting(until: .distantFuture, for: .approval("May I?"))),
                try scenario.outcome("nap", .waiting(until: scenario.later(60)))
            ])
            let before = try await scenario.states()
            for name: TaskName in ["nap", "work", "ready"] {
                try await expect(.stateConflict, "a decision on \(name)") {
                    try await scenario.decide(name, isApproved: true)
                }
            }
            try await expect(.notFound, "a decision on nothing") {
                try await scenario.store.decide(
                    ApprovalDecision(isApproved: true, decidedAt: scenario.now), on: "nobody", actor: "cli")
            }
            try expect(try await scenario.states(), equals: before)
            try await scenario.decide("ask", isApproved: true)
            try await expect(.stateConflict, "a second decision") {
                try await scenario.decide("ask", isApproved: false)
            }
            try expect(try await scenario.task("ask").status, equals: .completed)
        },
        Check("when its time is up, a task is called again, and waits for approval no more") { scenario in
            try await scenario.run(StoreScenario.fan("ask"))
            try await scenario.claim()
            let reply = try await scenario.end(
                "ask", .waiting(until: scenario.later(60), checkpoint: "1", for: .approval("May I?")))
            try expect(reply.nextDueAt, equals: scenario.later(60))
            try expect(try await scenario.task("ask").readyAt, equals: scenario.later(60))
            scenario.advance(60)
            try await expect(.stateConflict, "a decision after the time for it, though nobody has moved the task") {
                try await scenario.decide("ask", isApproved: true)
            }
            try expect(try await scenario.states(), equals: "ask WAITING")
            try expect(try await scenario.claim(), equals: ["ask"])
            try expect(try scenario.handed("ask").checkpoint, equals: "1")
            let begun = try await scenario.store.events(after: 0, process: scenario.process, limit: 100)
                .filter { $0.kind == "task.in-progress" }
            try expect(begun.map(\.isResumption), equals: [false, true])
            try await expect(.stateConflict, "a decision that comes too late") {
                try await scenario.decide("ask", isApproved: true)
            }
            _ = try await scenario.end("ask", .waiting(until: scenario.later(60)))
            try expect(try await scenario.store.tasksAwaitingApproval(limit: 10), equals: [])
        },
        Check("approvals are listed in the order in which they began to wait, and a stop ends them") { scenario in
            let expansion = try await scenario.create(StoreScenario.fan("b", "a"))
            try await scenario.register()
            try await scenario.start(expansion)
            for name: TaskName in ["b", "a"] {
                try await scenario.claim(1)
                try await scenario.exchange([
                    try scenario.outcome(name, .waiting(until: .distantFuture, for: .approval("\(name)?")))
                ])
                scenario.advance(1)
            }
            try expect(try await scenario.store.tasksAwaitingApproval(limit: 10).map(\.name), equals: ["b", "a"])
            try expect(try await scenario.store.tasksAwaitingApproval(limit: 1).map(\.name), equals: ["b"])
            try await scenario.stop()
            try expect(try await scenario.states(), equals: "b STOPPED, a STOPPED")
            try expect(try await scenario.store.tasksAwaitingApproval(limit: 10), equals: [])
            try await scenario.start(expansion)
            try expect(try await scenario.store.tasks(of: scenario.process).map(\.awaits), equals: [nil, nil])
        },
        Check("items are decided on one by one, and their group gathers the decisions") { scenario in
            try await scenario.run([StoreScenario.group("ask")] + [StoreScenario.task("after", needs: [0])])
            try await scenario.expand("ask", ["1", "2"])
            for name: TaskName in ["ask[0]", "ask[1]"] {
                try await scenario.exchange([
                    try scenario.outcome(name, .waiting(until: .distantFuture, for: .approval("\(name)?")))
                ])
            }
            try await scenario.decide("ask[1]", isApproved: true, by: "ann")
            try expect(try await scenario.task("ask").status, equals: .waiting)
            try await scenario.decide("ask[0]", isApproved: true, by: "bo")
            try expect(
                try await scenario.states(), equals: "ask COMPLETED, ask[0] COMPLETED, ask[1] COMPLETED, after READY")
            try expect(try await scenario.task("ask").outputs?.contains(#""by":["bo","ann"]"#), equals: true)
        }
    ]
}

extension StoreScenario {
    /// Claims a task, and lets it wait for approval.
    func ask(_ name: TaskName) async throws {
        try await claim()
        _ = try await end(name, .waiting(until: .distantFuture, for: .approval("May I?")))
    }

    func decide(_ name: TaskName, isApproved: Bool, by: String? = nil, note: String? = nil) async throws {
        try await store.decide(
            ApprovalDecision(isApproved: isApproved, by: by, note: note, decidedAt: now), on: try await task(name).id,
            actor: "cli")
    }
}
