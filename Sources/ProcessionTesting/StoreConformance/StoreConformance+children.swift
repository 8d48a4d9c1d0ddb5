import Procession

import struct Foundation.Date

extension StoreConformance {
    static let childChecks: [Check] = [
        Check("a task waits for its child, and goes on in the transaction in which that ends") { scenario in
            try await scenario.run(StoreScenario.chain("load", "after"))
            try await scenario.claim()
            let child = try await scenario.startChild(of: "load")
            try expect(child.status, equals: .inProgress)
            try expect(child.parent?.processID, equals: scenario.process)
            try expect(
                try await scenario.store.processes(ProcessFilter(parent: scenario.process)).map(\.id),
                equals: ["child-1"])
            try expect(try await scenario.store.processes(ProcessFilter(parent: "child-1")), equals: [])
            try expect(try await scenario.wait("load").claimed.map(\.name), equals: ["work"])
            try expect(try await scenario.task("load").awaits, equals: .process("child-1"))
            try expect(try await scenario.store.tasksAwaitingApproval(limit: 10), equals: [])
            let reply = try await scenario.end("work")
            try expect(reply.claimed.map(\.name), equals: ["load"])
            try expect(reply.claimed.map(\.checkpoint), equals: ["1"])
            try expect(try await scenario.store.process("child-1")?.status, equals: .completed)
            try expect(try await scenario.end("load").claimed.map(\.name), equals: ["after"])
            _ = try await scenario.end("after")
            try expect(try await scenario.standing(), equals: "COMPLETED at 2 of 2")
        },
        Check("a child that has ended before its parent waits for it is not waited for") { scenario in
            try await scenario.run(StoreScenario.fan("load"))
            try await scenario.claim()
            _ = try await scenario.startChild(of: "load")
            try await scenario.claim()
            _ = try await scenario.end("work")
            try expect(try await scenario.wait("load").claimed.map(\.name), equals: ["load"])
            try expect(try scenario.handed("load").checkpoint, equals: "1")
        },
        Check("a child is started once, and only in the name of whoever holds its task") { scenario in
            try await scenario.run(StoreScenario.fan("load", "other"))
            try await scenario.claim()
            let first = try await scenario.startChild(of: "load")
            scenario.advance(1)
            try expect(try await scenario.startChild(of: "load"), equals: first)
            try await expect(.alreadyExists, "the id of another's child") {
                try await scenario.startChild(of: "other")
            }
            try await expect(.stateConflict, "a child in the name of an old claim") {
                try await scenario.startChild(of: "load", id: "child-2", fence: 0)
            }
            _ = try await scenario.end("other")
            try await expect(.stateConflict, "a child of a task that has ended") {
                try await scenario.startChild(of: "other", id: "child-2")
            }
            try expect(try await scenario.store.process("child-2") == nil, "no second child")
        },
        Check("a stop goes down to the child, and the parent's handlers run after the child's") { scenario in
            try await scenario.run(
                StoreScenario.chain("load", "after") + [StoreScenario.task("tidy", trigger: .finally)])
            try await scenario.claim()
            _ = try await scenario.startChild(
                of: "load",
                [StoreScenario.task("work"), StoreScenario.task("child-tidy", trigger: .finally)])
            try await scenario.wait("load")
            try await scenario.stop()
            try expect(try await scenario.states(), equals: "load WAITING, after STOPPED, tidy PENDING")
            try expect(try await scenario.exchange().cancelled.map(\.reason), equals: [.stop])
            let reply = try await scenario.end("work", .stopped(message: "SIGTERM"))
            try expect(reply.claimed.map(\.name), equals: ["child-tidy"])
            try expect(try await scenario.states(), equals: "load WAITING, after STOPPED, tidy PENDING")
            try expect(try await scenario.end("child-tidy").claimed.map(\.name), equals: ["tidy"])
            _ = try await scenario.end("tidy")
            try expect(try await scenario.store.process("child-1")?.status, equals: .stopped)
            try expect(try await scenario.standing(), equals: "STOPPED at 3 of 3")
            try expect(try await scenario.task("load").errorMessage, equals: "stopped by request")
        },
        Check("a child that nothing of has begun stops together with its parent") { scenario in
            try await scenario.run(StoreScenario.fan("load"))
            try await scenario.claim()
            _ = try await scenario.startChild(of: "load")
            try await scenario.exchange([
                try scenario.outcome("load", .waiting(until: .distantFuture, for: .process("child-1")))
            ])
            try await scenario.stop()
            try expect(try await scenario.standing(), equals: "STOPPED at 1 of 1")
            try expect(try await scenario.store.process("child-1")?.status, equals: .stopped)
        },
        Check("a task that is called again before its child has ended is not ended without it") { scenario in
            try await scenario.run(StoreScenario.fan("load", "bad"))
            try await scenario.claim()
            _ = try await scenario.startChild(of: "load")
            try await scenario.claim()
            try await scenario.exchange([
                try scenario.outcome("load", .waiting(until: scenario.later(60), for: .process("child-1")))
            ])
            scenario.advance(60)
            try await scenario.exchange()
            try expect(try await scenario.states(), equals: "load READY, bad IN_PROGRESS")
            _ = try await scenario.end("bad", .failed(TaskFailure(.runtime, "exit code 3")), claim: 0)
            try await scenario.stop()
            try expect(try await scenario.states(), equals: "load READY, bad FAILED")
            try await scenario.claim()
            try await scenario.wait("load")
            try expect(try await scenario.task("load").status, equals: .waiting)
            _ = try await scenario.end("work", .stopped(message: "SIGTERM"))
            try expect(try await scenario.states(), equals: "load STOPPED, bad FAILED")
            try expect(try await scenario.record().status, equals: .stopped)
        },
        Check("a failure elsewhere lets the child come to its end, and its task with it") { scenario in
            try await scenario.run(StoreScenario.fan("load", "bad", "open"))
            try await scenario.exchange(capacity: [.child: 2])
            _ = try await scenario.startChild(of: "load")
            try await scenario.exchange([
                try scenario.outcome("load", .waiting(until: .distantFuture, for: .process("child-1")))
            ])
            try await scenario.exchange([try scenario.outcome("bad", .failed(TaskFailure(.runtime, "exit code 3")))])
            try expect(try await scenario.states(), equals: "load WAITING, bad FAILED, open SKIPPED")
            try await scenario.claim()
            try expect(try await scenario.end("work").claimed.map(\.name), equals: ["load"])
            _ = try await scenario.end("load")
            try expect(try await scenario.standing(), equals: "FAILED at 3 of 3: task 'bad' failed: exit code 3")
            try expect(try await scenario.task("load").status, equals: .completed)
        },
        Check("an execution that takes too long stops its children, and fails when they have ended") { scenario in
            try await scenario.run(StoreScenario.fan("load"), timeout: .seconds(60))
            try await scenario.claim()
            _ = try await scenario.startChild(of: "load")
            try await scenario.wait("load")
            scenario.advance(60)
            try expect(try await scenario.exchange().cancelled.map(\.reason), equals: [.stop])
            try expect(try await scenario.task("load").status, equals: .waiting)
            _ = try await scenario.end("work", .stopped(message: "SIGTERM"))
            try expect(
                try await scenario.standing(), equals: "FAILED at 1 of 1: the execution timed out after 1 min")
            try expect(try await scenario.task("load").status, equals: .failed)
        },
        Check("whatever else ends a task stops the child that it has started") { scenario in
            try await scenario.run(StoreScenario.fan("a", "b", "c"), failFast: false)
            try await scenario.claim()
            for name in ["a", "b", "c"] {
                _ = try await scenario.startChild(of: TaskName(name), id: ProcessID("child-of-\(name)"))
            }
            _ = try await scenario.end("a", .failed(TaskFailure(.runtime, "no")), claim: 0)
            _ = try await scenario.end(
                "b", .retry(TaskFailure(.runtime, "no"), at: scenario.later(60)), claim: 0)
            let statuses = try await scenario.childStatuses(["child-of-a", "child-of-b", "child-of-c"])
            try expect(statuses, equals: [.stopped, .stopped, .inProgress])
            try await scenario.stop()
            try await scenario.store.declareDead(scenario.worker, now: scenario.now)
            let lost = try await scenario.store.interruptedAttempts(limit: 10)
            try expect(try await scenario.store.rescue(lost, maximumLosses: 3, now: scenario.now), equals: 1)
            try expect(try await scenario.childStatuses(["child-of-c"]), equals: [.stopped])
        },
        Check("the task of a dead worker finds its child again, wherever it was lost") { scenario in
            try await scenario.run(StoreScenario.fan("load"))
            try await scenario.claim()
            let child = try await scenario.startChild(of: "load")
            try await scenario.store.declareDead(scenario.worker, now: scenario.now)
            let lost = try await scenario.store.interruptedAttempts(limit: 10)
            _ = try await scenario.store.rescue(lost, maximumLosses: 3, now: scenario.now)
            try await scenario.register("worker-2")
            try await scenario.exchange(capacity: [.child: 9], worker: "worker-2")
            try expect(try await scenario.startChild(of: "load"), equals: child)
            try await scenario.exchange(
                [try scenario.outcome("load", .waiting(until: .distantFuture, for: .process("child-1")))],
                worker: "worker-2")
            let end = try scenario.outcome("work", .completed(outputs: "{}"))
            let reply = try await scenario.exchange([end], capacity: [.child: 9], worker: "worker-2")
            try expect(reply.claimed.map(\.name), equals: ["load"])
        },
        Check("processes are nested so deep and no deeper") { scenario in
            try await scenario.run(StoreScenario.fan("work"))
            try await scenario.claim()
            var parent = scenario.process
            for depth in 2...NewChild.deepest {
                parent = try await scenario.startChild(of: "work", in: parent, id: ProcessID("depth-\(depth)")).id
                try await scenario.claim()
            }
            try await expect(.invalidDefinition, "one more") {
                try await scenario.startChild(of: "work", in: parent, id: "too-deep")
            }
            try expect(try await scenario.store.process("too-deep") == nil, "no such process")
        },
        Check("a child is not past its age before its parent's task has ended") { scenario in
            try await scenario.run(StoreScenario.fan("load"))
            try await scenario.claim()
            for number in 1...2 {
                _ = try await scenario.startChild(of: "load", id: ProcessID("child-\(number)"))
                try await scenario.claim()
                _ = try await scenario.end("work", claim: 0)
                scenario.advance(1)
            }
            scenario.advance(8 * 86_400)
            try expect(try await scenario.expired(RetentionPolicy(last: 1)), equals: [])
            _ = try await scenario.end("load", claim: 0)
            try expect(try await scenario.expired(RetentionPolicy(last: 1)), equals: [.process("child-1")])
        }
    ]
}

extension StoreScenario {
    /// Starts a child of a task that was claimed; nothing of it is claimed.
    @discardableResult
    func startChild(
        of task: TaskName, _ tasks: [NewTask] = [StoreScenario.task("work")], in parent: ProcessID = "process-1",
        id: ProcessID = "child-1", fence: Int? = nil
    ) async throws -> ProcessRecord {
        let claimed = try handed(task)
        let expansion = Self.expansion(tasks, of: id, digest: "digest-of-\(id)")
        return try await store.startChild(
            NewChild(
                process: NewProcess(id: id, type: "child", inputData: "", expansion: expansion),
                execution: NewExecution(
                    id: ExecutionID("execution-of-\(id)"), processID: id, triggeredBy: .manual, expansion: expansion,
                    actor: "parent", now: now),
                parent: ParentTask(processID: parent, executionID: claimed.executionID, taskID: claimed.taskID),
                fence: fence ?? claimed.fence))
    }

    /// Lets a task wait for `child-1`, and claims.
    @discardableResult
    func wait(_ task: TaskName) async throws -> WorkReply {
        try await end(task, .waiting(until: .distantFuture, checkpoint: "1", for: .process("child-1")))
    }

    func childStatuses(_ ids: [ProcessID]) async throws -> [ProcessStatus?] {
        var statuses: [ProcessStatus?] = []
        for id in ids { statuses.append(try await store.process(id)?.status) }
        return statuses
    }
}
