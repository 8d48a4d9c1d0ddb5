import Procession

extension StoreConformance {
    static let historyChecks: [Check] = [
        Check("every transition is an event, in order, with who caused it") { scenario in
            try await scenario.run([
                StoreScenario.task("a"), StoreScenario.task("b", needs: [0]),
                StoreScenario.task("clean", trigger: .finally)
            ])
            try await scenario.claim()
            _ = try await scenario.end("a")
            _ = try await scenario.fail("b")
            _ = try await scenario.end("clean")
            let events = try await scenario.store.events(after: 0, process: nil, limit: 100)
            try expect(
                events.map { "\($0.kind) \($0.task?.rawValue ?? "-") \($0.status ?? "-") \($0.actor)" },
                equals: [
                    "process.created - PENDING cli", "execution.started - IN_PROGRESS cli", "task.ready a READY cli",
                    "task.in-progress a IN_PROGRESS worker-1", "task.completed a COMPLETED worker-1",
                    "task.ready b READY worker-1", "task.in-progress b IN_PROGRESS worker-1",
                    "task.failed b FAILED worker-1", "task.ready clean READY worker-1",
                    "task.in-progress clean IN_PROGRESS worker-1", "task.completed clean COMPLETED worker-1",
                    "execution.ended - FAILED worker-1"
                ])
            try expect(events.map(\.id), equals: events.map(\.id).sorted())
            try expect(events.last?.detail, equals: "task 'b' failed: exit code 3")
            try expect(events[3].attempt, equals: 1)
            try expect(events[3].executionID, equals: "execution-1")
            try expect(events[3].occurredAt, equals: scenario.now)
            try expect(try await scenario.store.lastEventID(), equals: events.last?.id ?? -1)
        },
        Check("events are read from a cursor on, of one process or of all") { scenario in
            try expect(try await scenario.store.lastEventID(), equals: 0)
            for id: ProcessID in ["p1", "p2", "p3"] {
                _ = try await scenario.create(StoreScenario.fan("a"), id: id, digest: "d")
            }
            let store = scenario.store
            let all = try await store.events(after: 0, process: nil, limit: 100)
            try expect(all.map(\.processID), equals: ["p1", "p2", "p3"])
            try expect(try await store.events(after: all[0].id, process: nil, limit: 1), equals: [all[1]])
            try expect(try await store.events(after: 0, process: "p3", limit: 100), equals: [all[2]])
            try expect(try await store.events(after: all[2].id, process: nil, limit: 100), equals: [])
        },
        Check("skips, stops and waits are events too, with the reason") { scenario in
            try await scenario.run([
                StoreScenario.task("a"), StoreScenario.task("b", needs: [0]), StoreScenario.task("c")
            ])
            try await scenario.claim(1)
            _ = try await scenario.end("a", .retry(TaskFailure(.runtime, "exit code 1"), at: scenario.now), claim: 0)
            try await scenario.stop()
            let events = try await scenario.store.events(after: 4, process: "process-1", limit: 100)
            try expect(
                events.map { "\($0.kind) \($0.task?.rawValue ?? "-") \($0.actor) \($0.detail ?? "-")" },
                equals: [
                    "task.in-progress a worker-1 -", "task.waiting a worker-1 exit code 1", "task.ready a worker-1 -",
                    "execution.stop-requested - cli -",
                    "task.stopped b cli not run because the process was stopped",
                    "task.stopped c cli not run because the process was stopped",
                    "task.stopped a cli not continued because the process was stopped", "execution.ended - cli -"
                ])
        },
        Check("statistics count what there is") { scenario in
            let id = try await scenario.run(StoreScenario.chain("a", "b"))
            try await scenario.claim()
            let a = try scenario.handed("a")
            try await scenario.exchange([
                try scenario.outcome("a", .completed(outputs: "{}"), logs: [scenario.chunk(id, a, "hello")])
            ])
            let statistics = try await scenario.store.statistics()
            try expect(statistics.processes, equals: [.inProgress: 1])
            try expect(statistics.tasks, equals: [.completed: 1, .ready: 1])
            try expect(statistics.executions, equals: 1)
            try expect(statistics.attempts, equals: 1)
            try expect(statistics.events, equals: try await scenario.store.lastEventID())
            try expect(statistics.logBytes, equals: 5)
            try expect(statistics.databaseBytes > 0 && statistics.schemaVersion > 0, "a size and a version")
        },
        Check("a closed store refuses, and closing it again is no error", leavesStoreOpen: false) { scenario in
            try await scenario.run(StoreScenario.fan("a"))
            try await scenario.store.close()
            try await expect(.databaseUnavailable, "a read") { _ = try await scenario.record() }
            try await expect(.databaseUnavailable, "a write") { try await scenario.stop() }
            try await scenario.store.close()
        }
    ]

    static let concurrencyChecks: [Check] = [
        Check("two workers that exchange at the same time never get the same task") { scenario in
            let names = (0..<400).map { TaskName("t\($0)") }
            try await scenario.run(names.map { StoreScenario.task($0) })
            try await scenario.register("worker-2")
            let claims = try await withThrowingTaskGroup(of: [TaskID].self) { group in
                for number in 0..<16 {
                    group.addTask {
                        let worker: WorkerID = number.isMultiple(of: 2) ? "worker-1" : "worker-2"
                        var outcomes: [WorkBatch.AttemptOutcome] = []
                        var claimed: [TaskID] = []
                        while true {
                            let reply = try await scenario.store.exchange(
                                WorkBatch(
                                    worker: worker, outcomes: outcomes, capacity: [.child: 7], now: scenario.now))
                            try expect(reply.fenced, equals: [])
                            guard !reply.claimed.isEmpty else { return claimed }
                            claimed += reply.claimed.map(\.taskID)
                            outcomes = reply.claimed.map {
                                WorkBatch.AttemptOutcome(
                                    taskID: $0.taskID, fence: $0.fence, result: .completed(outputs: "{}"),
                                    endedAt: scenario.now)
                            }
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try expect(claims.count, equals: 400)
            try expect(Set(claims).count, equals: 400)
            try expect(try await scenario.standing(), equals: "COMPLETED at 400 of 400")
            let attempts = try await scenario.store.attempts(of: "execution-1")
            try expect(attempts.count, equals: 400)
            try expect(attempts.allSatisfy { $0.outcome == .completed && $0.attempt == 1 }, "one good attempt each")
        },
        Check("of many starts at the same time one takes place") { scenario in
            let expansion = try await scenario.create(StoreScenario.fan("a"))
            try await scenario.register()
            let started = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask { (try? await scenario.start(expansion)) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            try expect(started, equals: 1)
            try expect(try await scenario.store.executions(of: "process-1", limit: 50).count, equals: 1)
        },
        Check("many different operations at the same time each take effect or throw") { scenario in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let id = ProcessID("p\(number / 2)")
                        // Every second one finds the id taken.
                        _ = try? await scenario.create(StoreScenario.chain("a", "b"), id: id, digest: "d-\(id)")
                        _ = try await scenario.store.processes(ProcessFilter())
                    }
                }
                try await group.waitForAll()
            }
            try expect(try await scenario.store.processes(ProcessFilter()).count, equals: 30)
            try expect(try await scenario.store.statistics().tasks, equals: [.pending: 60])
        }
    ]
}
