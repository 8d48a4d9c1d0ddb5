import Procession

extension StoreConformance {
    /// A limit of one execution for the key `k`.
    private static func single(_ whenFull: ConcurrencyLimit.WhenFull) -> ConcurrencyLimit {
        ConcurrencyLimit(key: "k", limit: 1, whenFull: whenFull)
    }

    /// Starts processes of one task each, a second apart unless told otherwise; both are called `p1`, `p2` and so on.
    @discardableResult
    private static func start(
        _ count: Int, _ limit: ConcurrencyLimit, apart seconds: Double = 1, in scenario: StoreScenario
    ) async throws -> [ExecutionID] {
        var executions: [ExecutionID] = []
        for number in 1...count {
            scenario.advance(seconds)
            let id = ProcessID("p\(number)")
            let expansion = try await scenario.create(
                [
                    StoreScenario.task(TaskName(id.rawValue)),
                    StoreScenario.task(TaskName("\(id)-tidy"), trigger: .finally)
                ],
                id: id, timeout: .seconds(100), concurrency: limit)
            executions.append(try await scenario.start(expansion, id: id))
        }
        return executions
    }

    /// The states of `p1`, `p2` and so on.
    private static func statuses(_ count: Int, in scenario: StoreScenario) async throws -> [ProcessStatus?] {
        var statuses: [ProcessStatus?] = []
        for number in 1...count {
            statuses.append(try await scenario.store.process(ProcessID("p\(number)"))?.status)
        }
        return statuses
    }

    static let executionLimitChecks: [Check] = [
        Check("executions of one key queue in the order of their starts, and their time runs from their turn") {
            scenario in
            try await scenario.register()
            let executions = try await start(3, single(.queue), in: scenario)
            try expect(try await scenario.store.execution(executions[1])?.queuedAt, equals: scenario.later(-1))
            try expect(try await scenario.store.execution(executions[1])?.concurrencyKey, equals: "k")
            try expect(try await scenario.claim(), equals: ["p1"])
            scenario.advance(90)
            try expect(try await scenario.end("p1").claimed.map(\.name), equals: ["p1-tidy"])
            try expect(try await scenario.end("p1-tidy").claimed.map(\.name), equals: ["p2"])
            let second = try await scenario.store.execution(executions[1])
            try expect(second?.queuedAt, equals: nil)
            try expect(second?.startedAt, equals: scenario.now)
            scenario.advance(90)
            try expect(try await scenario.end("p2").claimed.map(\.name), equals: ["p2-tidy"])
            try expect(try await scenario.end("p2-tidy").claimed.map(\.name), equals: ["p3"])
            try expect(
                try await statuses(3, in: scenario), equals: [.completed, .completed, .inProgress])
            let events = try await scenario.store.events(after: 0, process: "p2", limit: 100).map(\.kind)
            try expect(
                Array(events.prefix(5)),
                equals: [
                    "process.created", "execution.started", "execution.queued", "execution.admitted", "task.ready"
                ])
        },
        Check("the order of starts holds whatever the clock says meanwhile") { scenario in
            try await scenario.register()
            try await start(4, single(.queue), apart: -60, in: scenario)
            try expect(try await scenario.claim(), equals: ["p1"])
            for number in 1...3 {
                _ = try await scenario.end(TaskName("p\(number)"))
                let next = try await scenario.end(TaskName("p\(number)-tidy")).claimed.map(\.name)
                try expect(next, equals: [TaskName("p\(number + 1)")])
            }
        },
        Check("another key has a limit of its own") { scenario in
            try await scenario.register()
            _ = try await start(2, single(.queue), in: scenario)
            let expansion = try await scenario.create(
                [StoreScenario.task("other")], id: "other",
                concurrency: ConcurrencyLimit(key: "other", limit: 1))
            try await scenario.start(expansion, id: "other")
            try expect(try await scenario.claim(), equals: ["p1", "other"])
        },
        Check("a start that is skipped changes nothing but leaves an event") { scenario in
            try await expect(.stateConflict, "a start beyond the limit") {
                _ = try await start(2, single(.skip), in: scenario)
            }
            try expect(try await statuses(2, in: scenario), equals: [.inProgress, .pending])
            try expect(
                try await scenario.store.events(after: 0, process: "p2", limit: 10).map(\.kind),
                equals: ["process.created", "execution.skipped"])
            try expect(try await scenario.store.executions(of: "p2", limit: 10), equals: [])
        },
        Check("a tick that has no room is skipped, and a later one fires when there is") { scenario in
            try await scenario.register()
            _ = try await start(1, single(.skip), in: scenario)
            let schedule = ScheduleScenario(scenario)
            try await schedule.create(concurrency: single(.skip))
            try expect(try await schedule.step(ticks: 0), equals: .moved)
            try expect(
                try await schedule.events(),
                equals: [
                    "schedule.skipped limit: 1 tick was skipped, for as many executions were under way as may be: "
                        + schedule.at(0)
                ])
            try expect(try await scenario.standing(), equals: "PENDING at 0 of 1")
            try await scenario.claim()
            _ = try await scenario.end("p1")
            _ = try await scenario.end("p1-tidy")
            guard case .started = try await schedule.step(ticks: 60) else {
                throw ConformanceFailure(description: "the tick did not fire")
            }
        },
        Check("a start that fails is an execution that has FAILED, and no handler of it runs") { scenario in
            try await scenario.register()
            let executions = try await start(2, single(.fail), in: scenario)
            try expect(try await statuses(2, in: scenario), equals: [.inProgress, .failed])
            let failed = try await scenario.store.execution(executions[1])
            try expect(failed?.status, equals: .failed)
            try expect(
                failed?.errorMessage, equals: "another execution with the concurrency key 'k' is under way")
            try expect(try await scenario.store.tasks(of: "p2").map(\.status), equals: [.skipped, .skipped])
            try expect(try await scenario.claim(), equals: ["p1"])
        },
        Check("a start that replaces stops the oldest, and runs when that has ended with its handlers") { scenario in
            try await scenario.register()
            _ = try await start(1, single(.replace), in: scenario)
            try expect(try await scenario.claim(), equals: ["p1"])
            for number in 2...3 {
                scenario.advance(1)
                let id = ProcessID("p\(number)")
                let expansion = try await scenario.create(
                    [StoreScenario.task(TaskName(id.rawValue))], id: id, concurrency: single(.replace))
                try await scenario.start(expansion, id: id)
            }
            try expect(try await statuses(3, in: scenario), equals: [.inProgress, .stopped, .inProgress])
            try expect(try await scenario.exchange().cancelled.count, equals: 1)
            try expect(
                try await scenario.end("p1", .stopped(message: "stopped")).claimed.map(\.name), equals: ["p1-tidy"])
            try expect(try await scenario.end("p1-tidy").claimed.map(\.name), equals: ["p3"])
            try expect(try await statuses(3, in: scenario), equals: [.stopped, .stopped, .inProgress])
        },
        Check("a queued execution can be stopped: nothing of it runs, and the queue goes on") { scenario in
            try await scenario.register()
            _ = try await start(3, single(.queue), in: scenario)
            try await scenario.claim()
            try await scenario.store.requestStop("p2", actor: "cli", now: scenario.now)
            try expect(try await statuses(3, in: scenario), equals: [.inProgress, .stopped, .inProgress])
            try expect(try await scenario.store.tasks(of: "p2").map(\.status), equals: [.stopped, .skipped])
            _ = try await scenario.end("p1")
            try expect(try await scenario.end("p1-tidy").claimed.map(\.name), equals: ["p3"])
        },
        Check("a rerun that has to wait keeps what it takes over") { scenario in
            try await scenario.register()
            let tasks = [StoreScenario.task("load"), StoreScenario.task("work", needs: [0])]
            let expansion = try await scenario.create(tasks, concurrency: single(.queue))
            let first = try await scenario.start(expansion)
            try await scenario.claim()
            _ = try await scenario.end("load")
            _ = try await scenario.fail("work")
            _ = try await start(1, single(.queue), in: scenario)
            try await scenario.start(expansion, rerunOf: first, takesOver: ["load"])
            try expect(try await scenario.states(), equals: "load COMPLETED, work PENDING")
            try expect(try await scenario.claim(), equals: ["p1"])
            _ = try await scenario.end("p1")
            try expect(try await scenario.end("p1-tidy").claimed.map(\.name), equals: ["work"])
        }
    ]
}
