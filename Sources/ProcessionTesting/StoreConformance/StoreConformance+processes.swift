import Procession

extension StoreConformance {
    static let processChecks: [Check] = [
        Check("a created process is PENDING and reads back as it was given") { scenario in
            let expansion = StoreScenario.expansion(
                [
                    StoreScenario.task(
                        "load", lane: .inline,
                        retry: RetryPolicy(
                            maxRetries: 2, backoff: .linear, delay: .milliseconds(1500), factor: 1.5,
                            maxDelay: .seconds(60), jitter: .full, classes: [.timeout, .runtime]), pool: "pool-1",
                        priority: 3),
                    StoreScenario.task("clean", trigger: .finally)
                ], of: "process-1", digest: "d1")
            try await scenario.store.create(
                NewProcess(
                    id: "process-1", type: "nightly", inputData: "ä:ü;\u{1F600}", schedule: "0 3 * * *",
                    timeZone: "Europe/Berlin", missedPolicy: .last, overlapPolicy: .skip, nextRunAt: scenario.now,
                    declaration: "berlin", priority: 4, expansion: expansion), actor: "cli", now: scenario.now)
            try expect(
                try await scenario.record(),
                equals: ProcessRecord(
                    id: "process-1", type: "nightly", inputData: "ä:ü;\u{1F600}", schedule: "0 3 * * *", totalTasks: 2,
                    createdAt: scenario.now, updatedAt: scenario.now, timeZone: "Europe/Berlin", missedPolicy: .last,
                    overlapPolicy: .skip, nextRunAt: scenario.now, declaration: "berlin", priority: 4,
                    definitionDigest: "d1"))
            try expect(
                try await scenario.task("load"),
                equals: TaskRecord(
                    id: "process-1-d1-000000", processID: "process-1", index: 0, name: "load", executor: "shell",
                    command: "run load", workingDirectory: "/srv", timeout: .seconds(90), maxRetries: 2,
                    status: .pending, priority: 7, pool: "pool-1"))
            try expect(try await scenario.task("clean").trigger, equals: .finally)
            try expect(try await scenario.store.definition(digest: "d1"), equals: #"{"digest":"d1"}"#)
            try expect(try await scenario.store.settings(digest: "d1"), equals: #"{"secrets":[]}"#)
            try expect(try await scenario.store.definition(digest: "d2"), equals: nil)
        },
        Check("an id that is taken is refused, and nothing changes") { scenario in
            _ = try await scenario.create(StoreScenario.chain("load"))
            let before = try await scenario.store.lastEventID()
            try await expect(.alreadyExists, "a second process of the same id") {
                _ = try await scenario.create(StoreScenario.chain("other"), digest: "d2")
            }
            try expect(try await scenario.states(), equals: "load PENDING")
            try expect(try await scenario.store.lastEventID(), equals: before)
            try expect(try await scenario.store.definition(digest: "d2"), equals: nil)
        },
        Check("a need that does not exist is refused, and nothing changes") { scenario in
            try await expect(.invalidArgument, "a need beyond the last task") {
                _ = try await scenario.create([StoreScenario.task("load", needs: [5])])
            }
            try expect(try await scenario.store.process("process-1"), equals: nil)
        },
        Check("a launched process stands as one that was created and started") { scenario in
            func tasks() -> [NewTask] {
                [
                    StoreScenario.task("load"), StoreScenario.task("copy", needs: [0]),
                    StoreScenario.task("maybe", needs: [], condition: "x"),
                    StoreScenario.task("pooled", needs: [], pool: "pool-1"),
                    StoreScenario.task("clean", trigger: .finally)
                ]
            }
            let created = try await scenario.create(tasks(), id: "p1")
            try await scenario.start(created, id: "p1")
            let launched = try await scenario.launch(tasks(), id: "p2")
            try expect(launched.status, equals: .inProgress)
            try expect(launched.processID, equals: "p2")
            let (one, other) = (try await scenario.traces(of: "p1"), try await scenario.traces(of: "p2"))
            try expect(other, equals: one)
            try expect(other.first, equals: "load READY")
        },
        Check("a launch is refused as a creation or a start is") { scenario in
            _ = try await scenario.launch(StoreScenario.chain("load"), id: "p1")
            let before = try await scenario.store.lastEventID()
            try await expect(.alreadyExists, "a second process of the same id") {
                _ = try await scenario.launch(StoreScenario.chain("load"), id: "p1")
            }
            try expect(try await scenario.store.lastEventID(), equals: before)
            let limit = ConcurrencyLimit(key: "k", limit: 1, whenFull: .skip)
            _ = try await scenario.launch(StoreScenario.chain("load"), id: "p2", concurrency: limit)
            try await expect(.stateConflict, "a start that is skipped") {
                _ = try await scenario.launch(StoreScenario.chain("load"), id: "p3", concurrency: limit)
            }
            // It can be started later.
            try expect(try await scenario.store.process("p3")?.status, equals: .pending)
            try expect(
                try await scenario.traces(of: "p3"), equals: ["load PENDING", "process.created", "execution.skipped"])
        },
        Check("what does not exist is not found") { scenario in
            let expansion = StoreScenario.expansion(StoreScenario.chain("load"), of: "nobody", digest: "d")
            try await expect(.notFound, "a start") { try await scenario.start(expansion, id: "nobody") }
            try await expect(.notFound, "a stop") {
                try await scenario.store.requestStop("nobody", actor: "cli", now: scenario.now)
            }
            try await expect(.notFound, "a delete") {
                try await scenario.store.delete("nobody", actor: "cli", now: scenario.now)
            }
            try expect(try await scenario.store.process("nobody"), equals: nil)
            try expect(try await scenario.store.execution("nobody"), equals: nil)
            try expect(try await scenario.store.tasks(of: "nobody"), equals: [])
        },
        Check("listings show the newest first, filtered and by pages") { scenario in
            for number in 1...5 {
                _ = try await scenario.create(StoreScenario.chain("load"), id: ProcessID("p\(number)"), digest: "d")
                scenario.advance(1)
            }
            let store = scenario.store
            func ids(_ filter: ProcessFilter) async throws -> [String] {
                try await store.processes(filter).map(\.id.rawValue)
            }
            try expect(try await ids(ProcessFilter()), equals: ["p5", "p4", "p3", "p2", "p1"])
            try expect(try await ids(ProcessFilter(limit: 2, offset: 1)), equals: ["p4", "p3"])
            try expect(try await ids(ProcessFilter(status: .completed)), equals: [])
            try expect(try await ids(ProcessFilter(status: .pending, limit: 1)), equals: ["p5"])
            try expect(try await ids(ProcessFilter(type: "other")), equals: [])
            try expect(try await ids(ProcessFilter(isScheduled: true)), equals: [])
        },
        Check("only a process at rest that is not COMPLETED is deleted, with everything that belongs to it") {
            scenario in
            try await scenario.run(StoreScenario.chain("load"))
            try await expect(.stateConflict, "deleting what runs") {
                try await scenario.store.delete("process-1", actor: "cli", now: scenario.now)
            }
            try await scenario.claim()
            try await scenario.exchange(reports: [
                WorkBatch.AttemptReport(
                    taskID: try scenario.handed("load").taskID, fence: 1,
                    logs: [scenario.chunk("execution-1", try scenario.handed("load"), "hello\n")])
            ])
            _ = try await scenario.fail("load")
            try await scenario.store.delete("process-1", actor: "api", now: scenario.now)
            try expect(try await scenario.store.process("process-1"), equals: nil)
            try expect(try await scenario.store.execution("execution-1"), equals: nil)
            try expect(try await scenario.store.attempts(of: "execution-1"), equals: [])
            let logs = try await scenario.store.logs(of: "execution-1", task: nil, after: 0, limit: 10)
            try expect(logs.chunks, equals: [])
            let last = try await scenario.store.events(after: 0, process: "process-1", limit: 100).last
            try expect(last?.kind, equals: "process.deleted")
            try expect(last?.actor, equals: "api")
            // A new one may take the id.
            _ = try await scenario.create(StoreScenario.chain("load"))
        }
    ]
}

extension StoreScenario {
    fileprivate func launch(
        _ tasks: [NewTask], id: ProcessID, concurrency: ConcurrencyLimit? = nil
    ) async throws -> ExecutionRecord {
        let expansion = Self.expansion(tasks, of: id, digest: "digest-of-\(id)", concurrency: concurrency)
        return try await store.launch(
            NewProcess(id: id, type: "nightly", inputData: "a:1", expansion: expansion),
            NewExecution(
                id: ExecutionID("execution-of-\(id)"), processID: id, triggeredBy: .manual, expansion: expansion,
                actor: "cli", now: now))
    }

    /// How its tasks stand, and what has happened to it.
    fileprivate func traces(of id: ProcessID) async throws -> [String] {
        try await store.tasks(of: id).map { "\($0.name) \($0.status.rawValue)" }
            + store.events(after: 0, process: id, limit: 100).map { [$0.kind, $0.task?.rawValue ?? ""] }
            .map { $0.filter { !$0.isEmpty }.joined(separator: " ") }
    }
}
