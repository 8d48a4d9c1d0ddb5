import Procession

extension StoreConformance {
    private static let day: Double = 86_400
    private static let policy = RetentionPolicy(last: 1)

    static let retentionChecks: [Check] = [
        Check("of a process, executions past their age go, but for the last ones and the current one") { scenario in
            let executions = try await scenario.history(["completed", "failed", "completed", "completed", "failed"])
            scenario.advance(8 * day)
            try expect(
                try await scenario.expired(RetentionPolicy(last: 2)),
                equals: [.execution(executions[0]), .execution(executions[2])])
            try expect(
                try await scenario.expired(policy),
                equals: [.execution(executions[0]), .execution(executions[2]), .execution(executions[3])])
            scenario.advance(23 * day)
            try expect(try await scenario.expired(policy).count, equals: 4)
            try expect(try await scenario.expired(RetentionPolicy(last: 5)), equals: [])
            try expect(try await scenario.expired(RetentionPolicy(completed: nil, failed: nil, last: 1)), equals: [])
            try expect(try await scenario.expired(policy, limit: 2).count, equals: 2)
        },
        Check("an execution goes with its attempts and output, and the others stay as they are") { scenario in
            let executions = try await scenario.history(["completed", "completed"])
            scenario.advance(8 * day)
            let store = scenario.store
            let kept = try await store.attempts(of: executions[1])
            let result = try await store.remove(
                [.execution(executions[0]), .execution(executions[1])], policy, within: .seconds(60), now: scenario.now)
            try expect(result.removed, equals: RemovedHistory(executions: 1, attempts: 2, logChunks: 2))
            try expect(result.left, equals: [])
            try expect(try await store.executions(of: "process-1", limit: 9).map(\.id), equals: [executions[1]])
            try expect(try await store.attempts(of: executions[0]), equals: [])
            try expect(try await store.logs(of: executions[0], task: nil, after: 0, limit: 9).chunks.count, equals: 0)
            try expect(try await store.attempts(of: executions[1]), equals: kept)
            try expect(try await store.logs(of: executions[1], task: nil, after: 0, limit: 9).chunks.count, equals: 2)
            try expect(try await scenario.standing(), equals: "COMPLETED at 2 of 2")
        },
        Check("of a type, finished processes without a schedule go, but for the last ones") { scenario in
            try await scenario.register()
            for (number, way) in ["completed", "failed", "completed", "completed"].enumerated() {
                try await scenario.finish(ProcessID("p\(number)"), way)
                scenario.advance(60)
            }
            try await scenario.store.change(
                ScheduleChange(
                    processID: "p2", schedule: "@daily", nextRunAt: scenario.later(60), actor: "cli", now: scenario.now)
            )
            scenario.advance(8 * day)
            try expect(try await scenario.expired(policy), equals: [.process("p0")])
            try expect(try await scenario.expired(RetentionPolicy(last: 2)), equals: [.process("p0")])
            try expect(try await scenario.expired(RetentionPolicy(last: 3)), equals: [])
            scenario.advance(23 * day)
            try expect(try await scenario.expired(policy), equals: [.process("p0"), .process("p1")])
        },
        Check("a process goes with everything that belongs to it, and its removal is an event") { scenario in
            try await scenario.register()
            try await scenario.finish("p0", "completed")
            try await scenario.finish("p0", "failed", again: true)
            scenario.advance(60)
            try await scenario.finish("p1", "completed")
            scenario.advance(31 * day)
            let store = scenario.store
            let result = try await store.remove([.process("p0")], policy, within: .seconds(60), now: scenario.now)
            try expect(
                result.removed, equals: RemovedHistory(processes: 1, executions: 2, attempts: 4, logChunks: 4))
            try expect(try await store.process("p0") == nil, "no process")
            try expect(try await store.tasks(of: "p0"), equals: [])
            try expect(try await store.definition(digest: "digest-of-p0"), equals: nil)
            try expect(try await store.definition(digest: "digest-of-p1") != nil, "the definition that is in use")
            let last = try await store.events(after: 0, process: "p0", limit: 100).last
            try expect("\(last?.kind ?? "-") by \(last?.actor ?? "-")", equals: "process.deleted by retention")
        },
        Check("what was started again since it was found is kept") { scenario in
            try await scenario.register()
            try await scenario.finish("p0", "completed")
            scenario.advance(60)
            try await scenario.finish("p1", "completed")
            scenario.advance(8 * day)
            let found = try await scenario.expired(policy)
            try expect(found, equals: [.process("p0")])
            let expansion = StoreScenario.expansion(StoreScenario.chain("a", "b"), of: "p0", digest: "digest-of-p0")
            try await scenario.start(expansion, id: "p0")
            let result = try await scenario.store.remove(found, policy, within: .seconds(60), now: scenario.now)
            try expect(result.removed, equals: RemovedHistory())
            try expect(result.left, equals: [])
            try expect(try await scenario.store.attempts(of: "execution-1").count, equals: 2)
        },
        Check("a removal whose time is up leaves the rest for later, and gets on each time") { scenario in
            try await scenario.history(Array(repeating: "completed", count: 8))
            scenario.advance(8 * day)
            var left = try await scenario.expired(policy)
            try expect(left.count, equals: 7)
            var removed = RemovedHistory()
            var steps = 0
            while !left.isEmpty {
                let step = try await scenario.store.remove(left, policy, within: .zero, now: scenario.now)
                try expect(step.removed.rows > 0, "progress")
                removed += step.removed
                left = step.left
                steps += 1
            }
            try expect(removed, equals: RemovedHistory(executions: 7, attempts: 14, logChunks: 14))
            try expect(steps >= 7, "a step for each, not \(steps) steps")
        },
        Check("what would be removed is what is removed then") { scenario in
            try await scenario.register()
            for id: ProcessID in ["p0", "p1"] {
                try await scenario.finish(id, "completed")
                scenario.advance(5 * day)
                try await scenario.finish(id, "failed", again: true)
            }
            scenario.advance(3 * day)
            let store = scenario.store
            // Of what goes with p0, the output of its first execution is past its own age, too.
            let policy = RetentionPolicy(
                completed: .seconds(86_400), failed: .seconds(86_400), last: 1, logs: .seconds(10 * 86_400))
            let subjects = try await scenario.expired(policy)
            var expected = try await store.trimmable(policy, now: scenario.now)
            expected += try await store.contents(of: subjects, policy, now: scenario.now)
            var removed = try await store.remove(subjects, policy, within: .seconds(60), now: scenario.now).removed
            removed += try await store.trim(policy, within: .seconds(60), now: scenario.now).removed
            try expect(removed, equals: expected)
            try expect(
                removed, equals: RemovedHistory(processes: 1, executions: 3, attempts: 6, logChunks: 6))
        },
        Check("output and events go by their own age, the oldest first") { scenario in
            try await scenario.history(["completed"])
            scenario.advance(8 * day)
            try await scenario.finish("p1", "completed")
            let store = scenario.store
            let before = try await store.statistics()
            let last = try await store.lastEventID()
            try expect(try await store.trimmable(policy, now: scenario.now), equals: RemovedHistory(logChunks: 2))
            let first = try await store.trim(policy, within: .seconds(60), now: scenario.now)
            try expect(first.isDone, "everything to be looked at")
            try expect(first.removed, equals: RemovedHistory(logChunks: 2))
            try expect(try await store.attempts(of: "execution-1").map(\.output), equals: ["tail", "tail"])
            scenario.advance(23 * day)
            let second = try await store.trim(policy, within: .seconds(60), now: scenario.now)
            try expect(second.removed.events > 0 && second.removed.events < before.events, "the older half of events")
            try expect(try await store.events(after: 0, process: "process-1", limit: 9), equals: [])
            try expect(try await store.lastEventID(), equals: last)
            scenario.advance(31 * day)
            let third = try await store.trim(policy, within: .seconds(60), now: scenario.now)
            try expect(second.removed.events + third.removed.events, equals: before.events)
            _ = try await scenario.create(StoreScenario.fan("a"), id: "p2")
            try expect(try await store.lastEventID(), equals: last + 1, "the number of the next event")
            let forever = RetentionPolicy(completed: nil, failed: nil, logs: nil, events: nil)
            scenario.advance(10_000 * day)
            let nothing = try await store.trim(forever, within: .seconds(60), now: scenario.now)
            try expect(nothing.removed, equals: RemovedHistory())
            try expect(try await store.trimmable(forever, now: scenario.now), equals: RemovedHistory())
        },
        Check("dead workers go when they are past the age of events, live ones never") { scenario in
            try await scenario.history(["completed"])
            try await scenario.register("worker-2")
            try await scenario.store.declareDead("worker-2", now: scenario.now)
            scenario.advance(31 * day)
            _ = try await scenario.store.trim(policy, within: .seconds(60), now: scenario.now)
            try expect(try await scenario.store.liveWorkers().map(\.id), equals: ["worker-1"])
            try await scenario.register("worker-2")
        },
        Check("a tick that was fired isn't fired again when its execution has gone") { scenario in
            _ = try await scenario.history(["completed"])
            let tick = scenario.now
            try await scenario.store.change(
                ScheduleChange(
                    processID: "process-1", schedule: "@daily", nextRunAt: tick, actor: "cli", now: scenario.now))
            let expansion = StoreScenario.expansion(
                StoreScenario.chain("a", "b"), of: "process-1", digest: "digest-of-process-1")
            func step(_ id: ExecutionID) -> ScheduleStep {
                ScheduleStep(
                    processID: "process-1", dueAt: tick, nextRunAt: scenario.later(day), ticks: [tick],
                    overlap: .skip,
                    execution: .success(
                        NewExecution(
                            id: id, processID: "process-1", triggeredBy: .scheduled, scheduledFor: tick,
                            expansion: expansion, actor: "schedule", now: scenario.now)),
                    now: scenario.now)
            }
            guard case .started = try await scenario.store.carryOut(step("fired")) else {
                throw ConformanceFailure(description: "the tick did not fire")
            }
            try await scenario.work(on: "fired", "completed")
            scenario.advance(60)
            try await scenario.start(expansion)
            try await scenario.work(on: "execution-2", "completed")
            scenario.advance(40 * day)
            let expired = try await scenario.expired(policy)
            try expect(expired.contains(.execution("fired")), "the fired execution to be past its age")
            _ = try await scenario.store.remove(expired, policy, within: .seconds(60), now: scenario.now)
            guard case .outrun = try await scenario.store.carryOut(step("again")) else {
                throw ConformanceFailure(description: "the tick was fired twice")
            }
            try expect(try await scenario.store.execution("again") == nil, "no second execution")
        }
    ]
}

extension StoreScenario {
    func expired(_ policy: RetentionPolicy, limit: Int = 100) async throws -> [ExpiredSubject] {
        try await store.expired(policy, limit: limit, now: now)
    }

    /// Runs `process-1` once for each of the ways, an hour apart.
    @discardableResult
    func history(_ ways: [String]) async throws -> [ExecutionID] {
        let expansion = try await create(StoreScenario.chain("a", "b"))
        try await register()
        var executions: [ExecutionID] = []
        for way in ways {
            let id = try await start(expansion)
            try await work(on: id, way)
            executions.append(id)
            advance(3600)
        }
        return executions
    }

    /// Creates and runs a process with two tasks.
    func finish(_ id: ProcessID, _ way: String, again: Bool = false) async throws {
        let tasks = StoreScenario.chain("a", "b")
        let expansion =
            again
            ? StoreScenario.expansion(tasks, of: id, digest: "digest-of-\(id)") : try await create(tasks, id: id)
        try await work(on: try await start(expansion, id: id), way)
    }

    /// Carries both tasks out, each with a line of output; the second one fails if the way is `failed`.
    func work(on execution: ExecutionID, _ way: String) async throws {
        for name: TaskName in ["a", "b"] {
            try await claim()
            let isFailure = way == "failed" && name == "b"
            let chunk = chunk(execution, try handed(name), "line\n")
            try await exchange([
                try outcome(
                    name, isFailure ? .failed(TaskFailure(.runtime, "no")) : .completed(outputs: "{}"), tail: "tail",
                    logs: [chunk])
            ])
        }
    }
}
