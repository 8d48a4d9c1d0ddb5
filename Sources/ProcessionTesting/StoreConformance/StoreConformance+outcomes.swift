import Procession

extension StoreConformance {
    static let outcomeChecks: [Check] = [
        Check("an outcome is kept with its attempt and with the task") { scenario in
            let id = try await scenario.run(StoreScenario.fan("load"))
            try await scenario.claim()
            scenario.advance(2)
            try await scenario.exchange([
                try scenario.outcome("load", .completed(outputs: #"{"rows":1}"#), exitCode: 0, tail: "done\n")
            ])
            let task = try await scenario.task("load")
            try expect(task.status, equals: .completed)
            try expect(task.output, equals: "done\n")
            try expect(task.outputs, equals: #"{"rows":1}"#)
            try expect(task.exitCode, equals: 0)
            try expect(task.workerID, equals: nil)
            try expect(task.completedAt, equals: scenario.now)
            let attempt = try await scenario.store.attempts(of: id)[0]
            try expect(attempt.outcome, equals: .completed)
            try expect(attempt.exitCode, equals: 0)
            try expect(attempt.output, equals: "done\n")
            try expect(attempt.completedAt, equals: scenario.now)
        },
        Check("a retry waits until its time, counts, and is a new attempt with a new fence") { scenario in
            let id = try await scenario.run(StoreScenario.fan("load"))
            try await scenario.claim()
            let due = scenario.later(5)
            let reply = try await scenario.end(
                "load", .retry(TaskFailure(.runtime, "exit code 1", exitCode: 1), at: due))
            try expect(reply.claimed.count, equals: 0)
            try expect(reply.nextDueAt, equals: due)
            try expect(try await scenario.states(), equals: "load WAITING")
            try expect(try await scenario.task("load").errorMessage, equals: "exit code 1")
            scenario.advance(4.999)
            try expect(try await scenario.claim(), equals: [])
            scenario.advance(0.001)
            try expect(try await scenario.claim(), equals: ["load"])
            let task = try scenario.handed("load")
            try expect(task.retryCount, equals: 1)
            try expect(task.attempt, equals: 2)
            try expect(task.fence, equals: 2)
            _ = try await scenario.end("load")
            try expect(try await scenario.task("load").errorMessage, equals: nil)
            let attempts = try await scenario.store.attempts(of: id)
            try expect(attempts.map(\.outcome), equals: [.failed, .completed])
            try expect(attempts.map(\.errorClass), equals: [.runtime, nil])
            try expect(attempts.map(\.exitCode), equals: [1, nil])
        },
        Check("a task has started with its first attempt in an execution") { scenario in
            let expansion = try await scenario.create(StoreScenario.fan("load"))
            try await scenario.register()
            try await scenario.start(expansion)
            try await scenario.claim()
            let first = scenario.now
            _ = try await scenario.end(
                "load", .retry(TaskFailure(.runtime, "exit code 1"), at: scenario.later(5)))
            scenario.advance(5)
            try await scenario.claim()
            try expect(try await scenario.task("load").startedAt, equals: first)
            _ = try await scenario.end("load", .waiting(until: scenario.later(60)))
            scenario.advance(60)
            try await scenario.claim()
            _ = try await scenario.end("load")
            try expect(try await scenario.task("load").startedAt, equals: first)
            try await scenario.start(expansion)
            try expect(try await scenario.task("load").startedAt, equals: nil)
            try await scenario.claim()
            try expect(try await scenario.task("load").startedAt, equals: scenario.now)
        },
        Check("a task keeps the progress with which it failed, and none that it never reported") { scenario in
            try await scenario.run(StoreScenario.fan("load", "other"), failFast: false)
            try await scenario.claim()
            let load = try scenario.handed("load")
            try await scenario.exchange(reports: [
                WorkBatch.AttemptReport(taskID: load.taskID, fence: load.fence, progress: 0.4)
            ])
            _ = try await scenario.end("load", .failed(TaskFailure(.runtime, "exit code 1")))
            _ = try await scenario.end("other")
            try expect(try await scenario.task("load").progress, equals: 0.4)
            try expect(try await scenario.task("other").progress, equals: nil)
        },
        Check("a task that waits of its own accord uses no retry") { scenario in
            let id = try await scenario.run(StoreScenario.fan("approve"))
            try await scenario.claim()
            _ = try await scenario.end("approve", .waiting(until: scenario.later(60)))
            try expect(try await scenario.states(), equals: "approve WAITING")
            scenario.advance(61)
            try await scenario.claim()
            try expect(try scenario.handed("approve").retryCount, equals: 0)
            try expect(try await scenario.store.attempts(of: id).map(\.outcome), equals: [.waiting, nil])
        },
        Check("a task that is handed back is READY at once") { scenario in
            let id = try await scenario.run(StoreScenario.fan("load"))
            try await scenario.claim()
            try expect(try await scenario.end("load", .returned).claimed.map(\.attempt), equals: [2])
            try expect(try await scenario.store.attempts(of: id).map(\.outcome), equals: [.returned, nil])
        },
        Check("a task that a shutdown interrupted is READY at once, or FAILED where it runs at most once") { scenario in
            let tasks = [StoreScenario.task("again"), StoreScenario.task("once", onInterruption: .fail)]
            let id = try await scenario.run(tasks, failFast: false)
            try await scenario.claim()
            _ = try await scenario.exchange([
                try scenario.outcome("again", .interrupted), try scenario.outcome("once", .interrupted)
            ])
            try expect(try await scenario.states(), equals: "again READY, once FAILED")
            try expect(try await scenario.task("once").errorClass, equals: .lost)
            try expect(try await scenario.store.attempts(of: id).map(\.outcome), equals: [.returned, .returned])
        },
        Check("what a worker holds without knowing is handed out to it again, as the same attempt") { scenario in
            let id = try await scenario.run(StoreScenario.fan("known", "unknown"))
            try await scenario.claim()
            let known = try scenario.handed("known"), unknown = try scenario.handed("unknown")
            let all = Set([known, unknown].map { WorkBatch.HeldTask(taskID: $0.taskID, fence: $0.fence) })
            try expect(try await scenario.exchange(known: all).claimed.isEmpty, "nothing new for who knows all")
            let reply = try await scenario.exchange(
                known: [WorkBatch.HeldTask(taskID: known.taskID, fence: known.fence)])
            try expect(reply.claimed.map(\.name), equals: ["unknown"])
            try expect(try scenario.handed("unknown").fence, equals: unknown.fence)
            try expect(try scenario.handed("unknown").configuration, equals: unknown.configuration)
            try expect(try await scenario.store.attempts(of: id).map(\.outcome), equals: [nil, nil])
            try await scenario.register("worker-2")
            try expect(
                try await scenario.exchange(known: [], worker: "worker-2").claimed.isEmpty, "nothing of another worker")
            // What ends in the same batch is not held any more.
            try expect(
                try await scenario.exchange(
                    [try scenario.outcome("known", .completed(outputs: "{}"))], known: []
                ).claimed.map(\.name), equals: ["unknown"])
        },
        Check("reports keep logs, progress and the child of a running attempt") { scenario in
            let id = try await scenario.run(StoreScenario.fan("load", "other"))
            try await scenario.claim()
            let load = try scenario.handed("load")
            let other = try scenario.handed("other")
            try await scenario.exchange(reports: [
                WorkBatch.AttemptReport(
                    taskID: load.taskID, fence: load.fence, logs: [scenario.chunk(id, load, "one\n")], progress: 0.25,
                    child: ChildIdentity(pid: 77, startTime: .max)),
                WorkBatch.AttemptReport(
                    taskID: other.taskID, fence: other.fence, logs: [scenario.chunk(id, other, "ä\u{FFFD}")],
                    progress: 7)
            ])
            try await scenario.exchange([
                try scenario.outcome(
                    "load", .completed(outputs: "{}"), logs: [scenario.chunk(id, load, "two\n", sequence: 1)])
            ])
            try expect(try await scenario.task("load").progress, equals: 1, "that of a completed task")
            try expect(try await scenario.task("other").progress, equals: 1)
            let child = try await scenario.store.attempts(of: id).first { $0.task == "load" }?.child
            try expect(child, equals: ChildIdentity(pid: 77, startTime: .max))
            let all = try await scenario.store.logs(of: id, task: nil, after: 0, limit: 10)
            try expect(all.chunks.map(\.content), equals: ["one\n", "ä\u{FFFD}", "two\n"])
            let first = try await scenario.store.logs(of: id, task: "load", after: 0, limit: 1)
            try expect(first.chunks.map(\.content), equals: ["one\n"])
            let second = try await scenario.store.logs(of: id, task: "load", after: first.cursor, limit: 10)
            try expect(second.chunks.map(\.content), equals: ["two\n"])
            let none = try await scenario.store.logs(of: id, task: "load", after: second.cursor, limit: 10)
            try expect(none.chunks.isEmpty && none.cursor == second.cursor, "no more chunks, and the same cursor")
        },
        Check("late outcomes and reports are fenced and change nothing") { scenario in
            let id = try await scenario.run(StoreScenario.fan("load"))
            try await scenario.claim()
            let old = try scenario.handed("load")
            _ = try await scenario.end("load", .returned)
            let current = try scenario.handed("load")
            let stale = WorkBatch.AttemptOutcome(
                taskID: old.taskID, fence: old.fence, result: .completed(outputs: "{}"), outputTail: "stale",
                logs: [scenario.chunk(id, old, "stale")], endedAt: scenario.now)
            let reply = try await scenario.exchange(
                [stale],
                reports: [
                    WorkBatch.AttemptReport(
                        taskID: old.taskID, fence: old.fence, logs: [scenario.chunk(id, old, "stale")], progress: 0.5)
                ])
            try expect(reply.fenced, equals: [old.taskID])
            try expect(try await scenario.states(), equals: "load IN_PROGRESS")
            try expect(try await scenario.task("load").progress, equals: nil)
            try expect(try await scenario.store.logs(of: id, task: nil, after: 0, limit: 10).chunks, equals: [])
            let outcome = WorkBatch.AttemptOutcome(
                taskID: current.taskID, fence: current.fence, result: .completed(outputs: "{}"), endedAt: scenario.now)
            // Of a worker that never held the task, though it names the right fence.
            try await scenario.register("worker-2")
            try expect(try await scenario.exchange([outcome], worker: "worker-2").fenced, equals: [current.taskID])
            try expect(try await scenario.states(), equals: "load IN_PROGRESS")
            // The same outcome twice: the second is too late.
            try expect(try await scenario.exchange([outcome, outcome]).fenced, equals: [current.taskID])
        }
    ]
}
