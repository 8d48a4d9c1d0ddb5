import Procession

extension StoreConformance {
    static let workerChecks: [Check] = [
        Check("a worker registers, renews its lease and retires") { scenario in
            let store = scenario.store
            try await scenario.register()
            var record = StoreScenario.record("worker-1", scenario.now)
            try expect(try await store.liveWorkers(), equals: [record])
            try await expect(.alreadyExists, "a second worker of the same id") { try await scenario.register() }
            scenario.advance(3)
            try expect(
                try await store.renewLease(of: "worker-1", until: .seconds(13), now: scenario.now),
                "the lease to be renewed")
            record.leaseUntil = .seconds(13)
            record.heartbeatAt = scenario.now
            try expect(try await store.liveWorkers(), equals: [record])
            try expect(
                !(try await store.renewLease(of: "nobody", until: .seconds(13), now: scenario.now)),
                "an unknown worker to have no lease")
            try await store.retire("worker-1", now: scenario.now)
            try expect(try await store.liveWorkers(), equals: [])
        },
        Check("a worker that retires or dies takes no other along") { scenario in
            for worker: WorkerID in ["worker-1", "worker-2", "worker-3"] { try await scenario.register(worker) }
            try await scenario.store.retire("worker-1", now: scenario.now)
            try await scenario.store.declareDead("worker-3", now: scenario.now)
            try expect(try await scenario.store.liveWorkers().map(\.id), equals: ["worker-2"])
        },
        Check("only the worker that holds a task has news of it") { scenario in
            let id = try await scenario.run(StoreScenario.fan("a"))
            try await scenario.claim()
            try await scenario.register("worker-2")
            let a = try scenario.handed("a")
            let report = WorkBatch.AttemptReport(taskID: a.taskID, fence: a.fence, logs: [scenario.chunk(id, a, "x")])
            try await scenario.exchange(reports: [report], worker: "worker-2")
            try expect(try await scenario.store.logs(of: id, task: nil, after: 0, limit: 9).chunks, equals: [])
            try await scenario.exchange(reports: [report])
            try expect(try await scenario.store.logs(of: id, task: nil, after: 0, limit: 9).chunks.count, equals: 1)
        },
        Check("what becomes of an attempt leaves those before it as they are") { scenario in
            let id = try await scenario.run(StoreScenario.fan("a"))
            try await scenario.claim()
            for pid: Int32 in [11, 12] {
                let a = try scenario.handed("a")
                let child = ChildIdentity(pid: pid, startTime: 1)
                try await scenario.exchange(reports: [
                    WorkBatch.AttemptReport(taskID: a.taskID, fence: a.fence, child: child)
                ])
                if pid == 11 { _ = try await scenario.end("a", .retry(TaskFailure(.runtime, "no"), at: scenario.now)) }
            }
            try await scenario.store.declareDead("worker-1", now: scenario.now)
            try await rescueAll(scenario)
            let attempts = try await scenario.store.attempts(of: id)
            try expect(attempts.map(\.child?.pid), equals: [11, 12])
            try expect(attempts.map(\.outcome), equals: [.failed, .lost])
        },
        Check("a worker that holds a task does not retire") { scenario in
            try await scenario.run(StoreScenario.fan("a"))
            try await scenario.claim()
            try await expect(.stateConflict, "retiring with a task in hand") {
                try await scenario.store.retire("worker-1", now: scenario.now)
            }
            _ = try await scenario.end("a")
            try await scenario.store.retire("worker-1", now: scenario.now)
        },
        Check("nothing that a dead or unknown worker says takes effect") { scenario in
            let id = try await scenario.run(StoreScenario.fan("a", "b"))
            try await scenario.claim(1)
            let before = try await scenario.store.lastEventID()
            try await scenario.store.declareDead("worker-1", now: scenario.now)
            let a = try scenario.handed("a")
            let outcome = try scenario.outcome("a", .completed(outputs: "{}"), logs: [scenario.chunk(id, a, "x")])
            let report = WorkBatch.AttemptReport(taskID: a.taskID, fence: a.fence, logs: [scenario.chunk(id, a, "x")])
            for worker: WorkerID in ["worker-1", "nobody"] {
                let reply = try await scenario.exchange(
                    [outcome], reports: [report], capacity: [.child: 5], worker: worker)
                try expect(!reply.workerIsAlive, "the worker to be told that it is dead")
                try expect(reply.claimed.isEmpty && reply.fenced.isEmpty, "an empty reply")
            }
            try expect(try await scenario.states(), equals: "a IN_PROGRESS, b READY")
            try expect(try await scenario.store.lastEventID(), equals: before)
            try expect(try await scenario.store.logs(of: id, task: nil, after: 0, limit: 9).chunks, equals: [])
            try expect(
                !(try await scenario.store.renewLease(of: "worker-1", until: .seconds(99), now: scenario.now)),
                "a dead worker to stay dead")
            try await rescueAll(scenario)
        },
        Check("the tasks of a dead worker are given back, with what is needed to kill their children") { scenario in
            let id = try await scenario.run(StoreScenario.fan("a", "b"))
            try await scenario.claim(1)
            let a = try scenario.handed("a")
            let child = ChildIdentity(pid: 4712, startTime: 99)
            try await scenario.exchange(reports: [
                WorkBatch.AttemptReport(taskID: a.taskID, fence: a.fence, child: child)
            ])
            try expect(try await scenario.store.interruptedAttempts(limit: 10), equals: [])
            try await scenario.store.declareDead("worker-1", now: scenario.now)
            let interrupted = try await scenario.store.interruptedAttempts(limit: 10)
            try expect(
                interrupted,
                equals: [
                    InterruptedAttempt(
                        taskID: a.taskID, fence: 1, attempt: 1, executionID: id, task: "a", child: child,
                        host: "host-1", bootID: "boot-1")
                ])
            try expect(
                try await scenario.store.rescue(interrupted, maximumLosses: 3, now: scenario.now), equals: 1)
            // Twice is once.
            try expect(
                try await scenario.store.rescue(interrupted, maximumLosses: 3, now: scenario.now), equals: 0)
            try expect(try await scenario.states(), equals: "a READY, b READY")
            try expect(try await scenario.store.attempts(of: id).map(\.outcome), equals: [.lost])
            try await scenario.register("worker-2")
            try expect(try await scenario.claim(worker: "worker-2"), equals: ["a", "b"])
            try expect(try scenario.handed("a").fence, equals: 2)
            // The dead worker's outcome comes from the grave.
            let late = WorkBatch.AttemptOutcome(
                taskID: a.taskID, fence: a.fence, result: .completed(outputs: "{}"), endedAt: scenario.now)
            try expect(!(try await scenario.exchange([late]).workerIsAlive), "the dead worker to stay dead")
            try expect(try await scenario.states(), equals: "a IN_PROGRESS, b IN_PROGRESS")
        },
        Check("a task of a live worker can't be taken from it") { scenario in
            let id = try await scenario.run(StoreScenario.fan("a"))
            try await scenario.claim()
            let a = try scenario.handed("a")
            let wrong = InterruptedAttempt(
                taskID: a.taskID, fence: a.fence, attempt: 1, executionID: id, task: "a", child: nil, host: nil,
                bootID: nil)
            try expect(try await scenario.store.rescue([wrong], maximumLosses: 3, now: scenario.now), equals: 0)
            try expect(try await scenario.states(), equals: "a IN_PROGRESS")
        },
        Check("a rescue that comes late leaves the next attempt alone, though its worker is dead, too") { scenario in
            try await scenario.run(StoreScenario.fan("a"))
            try await scenario.claim()
            try await scenario.store.declareDead("worker-1", now: scenario.now)
            let first = try await scenario.store.interruptedAttempts(limit: 10)
            try await rescueAll(scenario)
            try await scenario.register("worker-2")
            try await scenario.claim(worker: "worker-2")
            try await scenario.store.declareDead("worker-2", now: scenario.now)
            // The child of the second attempt has not been killed yet.
            try expect(try await scenario.store.rescue(first, maximumLosses: 3, now: scenario.now), equals: 0)
            try expect(try await scenario.states(), equals: "a IN_PROGRESS")
            try await rescueAll(scenario)
        },
        Check("a lost task that must not run twice is FAILED") { scenario in
            let id = try await scenario.run([
                StoreScenario.task("pay", onInterruption: .fail), StoreScenario.task("mail", needs: [0])
            ])
            try await scenario.claim()
            try await scenario.store.declareDead("worker-1", now: scenario.now)
            try await rescueAll(scenario)
            try expect(try await scenario.states(), equals: "pay FAILED, mail SKIPPED")
            try expect(try await scenario.task("pay").errorClass, equals: .lost)
            try expect(try await scenario.standing(), equals: "FAILED at 2 of 2: task 'pay' failed: the worker died")
            try expect(try await scenario.store.attempts(of: id).map(\.outcome), equals: [.lost])
        },
        Check("a task that kills its worker again and again is FAILED") { scenario in
            try await scenario.run(StoreScenario.fan("bomb"))
            for number in 1...3 {
                let worker = WorkerID("bombed-\(number)")
                try await scenario.register(worker)
                try expect(try await scenario.claim(worker: worker), equals: ["bomb"])
                try await scenario.store.declareDead(worker, now: scenario.now)
                try await rescueAll(scenario)
            }
            try expect(
                try await scenario.standing(),
                equals: "FAILED at 1 of 1: task 'bomb' failed: the worker died 3 times in a row")
        },
        Check("an attempt that ends otherwise makes the losses before it good") { scenario in
            try await scenario.run(StoreScenario.fan("a"))
            for number in 1...4 {
                let worker = WorkerID("lost-\(number)")
                try await scenario.register(worker)
                try await scenario.claim(worker: worker)
                try await scenario.store.declareDead(worker, now: scenario.now)
                try await rescueAll(scenario)
                try await scenario.claim()
                try await scenario.exchange([try scenario.outcome("a", .returned)])
            }
            try expect(try await scenario.states(), equals: "a READY")
        },
        Check("a lost task of a process that is being stopped becomes STOPPED") { scenario in
            try await scenario.run(StoreScenario.fan("a"))
            try await scenario.claim()
            try await scenario.stop()
            try await scenario.store.declareDead("worker-1", now: scenario.now)
            try await rescueAll(scenario)
            try expect(try await scenario.states(), equals: "a STOPPED")
            try expect(try await scenario.standing(), equals: "STOPPED at 1 of 1")
        }
    ]

    static func rescueAll(_ scenario: StoreScenario) async throws {
        let interrupted = try await scenario.store.interruptedAttempts(limit: 100)
        _ = try await scenario.store.rescue(interrupted, maximumLosses: 3, now: scenario.now)
    }
}
