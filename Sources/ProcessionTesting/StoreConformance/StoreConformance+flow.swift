import Procession

extension StoreConformance {
    static let flowChecks: [Check] = [
        Check("a chain runs one task after the other, each released by the one before") { scenario in
            let id = try await scenario.run(StoreScenario.chain("load", "process", "report"))
            try expect(try await scenario.states(), equals: "load READY, process PENDING, report PENDING")
            try expect(try await scenario.claim(), equals: ["load"])
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 0 of 3")
            try expect(try await scenario.end("load").claimed.map(\.name), equals: ["process"])
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 1 of 3")
            try expect(try await scenario.end("process").claimed.map(\.name), equals: ["report"])
            scenario.advance(5)
            let reply = try await scenario.end("report")
            try expect(reply.ended, equals: [id])
            try expect(reply.claimed.isEmpty, "nothing left to do")
            try expect(try await scenario.standing(), equals: "COMPLETED at 3 of 3")
            let record = try await scenario.record()
            try expect(record.completedAt, equals: scenario.now)
            try expect(record.currentExecutionID, equals: id)
            let execution = try await scenario.store.execution(id)
            try expect(execution?.status, equals: .completed)
            try expect(execution?.completedAt, equals: scenario.now)
            try expect(execution?.inputData, equals: "a:1")
        },
        Check("a join waits for all that it needs, and takes part in one transaction with them") { scenario in
            try await scenario.run([
                StoreScenario.task("left"), StoreScenario.task("right"), StoreScenario.task("join", needs: [0, 1])
            ])
            try await scenario.claim()
            try expect(try await scenario.end("left").claimed.count, equals: 0)
            try expect(try await scenario.end("right").claimed.map(\.name), equals: ["join"])
        },
        Check("outcomes that arrive together release together") { scenario in
            try await scenario.run([
                StoreScenario.task("left"), StoreScenario.task("right"), StoreScenario.task("join", needs: [0, 1])
            ])
            try await scenario.claim()
            let reply = try await scenario.exchange(
                [
                    try scenario.outcome("left", .completed(outputs: "{}")),
                    try scenario.outcome("right", .completed(outputs: "{}"))
                ], capacity: [.child: 1])
            try expect(reply.claimed.map(\.name), equals: ["join"])
        },
        Check("claims go by lane, then priority, and never beyond the capacity") { scenario in
            try await scenario.run([
                StoreScenario.task("low", priority: -1), StoreScenario.task("first"), StoreScenario.task("second"),
                StoreScenario.task("high", priority: 5), StoreScenario.task("inside", lane: .inline)
            ])
            let reply = try await scenario.exchange(capacity: [.child: 3])
            try expect(reply.claimed.map(\.name), equals: ["high", "first", "second"])
            let rest = try await scenario.exchange(capacity: [.child: 3, .inline: 3])
            try expect(rest.claimed.map(\.name).sorted(), equals: ["inside", "low"])
        },
        Check("a claimed task carries everything that its executor needs, and its attempt is recorded") { scenario in
            let policy = RetryPolicy(
                maxRetries: 2, backoff: .linear, delay: .milliseconds(1500), factor: 1.5, maxDelay: .seconds(60),
                jitter: .full, classes: [.timeout, .runtime])
            let id = try await scenario.run([StoreScenario.task("load", retry: policy)])
            try await scenario.claim()
            let task = try scenario.handed("load")
            try expect(task.executionID, equals: id)
            try expect(task.configuration, equals: #"{"run":"load"}"#)
            try expect(task.environment, equals: #"{"A":"1"}"#)
            try expect(task.workingDirectory, equals: "/srv")
            try expect(task.declaredOutputs, equals: #"{"rows":"integer"}"#)
            try expect(task.timeout, equals: .seconds(90))
            try expect(task.retry, equals: policy)
            try expect(task.attempt, equals: 1)
            try expect(task.fence, equals: 1)
            let attempts = try await scenario.store.attempts(of: id)
            try expect(
                attempts,
                equals: [
                    TaskAttempt(
                        executionID: id, taskID: task.taskID, task: "load", attempt: 1, fence: 1,
                        workerID: "worker-1", startedAt: scenario.now)
                ])
            let row = try await scenario.task("load")
            try expect(row.workerID, equals: "worker-1")
            try expect(row.startedAt, equals: scenario.now)
        },
        Check("the current task is the first that has not ended, whatever order they end in") { scenario in
            try await scenario.run(StoreScenario.fan("a", "b", "c", "d"))
            try await scenario.claim()
            _ = try await scenario.end("c")
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 0 of 4")
            _ = try await scenario.end("a")
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 1 of 4")
            _ = try await scenario.end("b")
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 3 of 4")
            _ = try await scenario.end("d")
            try expect(try await scenario.standing(), equals: "COMPLETED at 4 of 4")
        },
        Check("a process is started again: rows keep their ids and fences, everything else begins anew") { scenario in
            let expansion = try await scenario.create(StoreScenario.chain("load", "report"))
            try await scenario.register()
            try await scenario.start(expansion)
            try await scenario.claim()
            _ = try await scenario.end("load")
            _ = try await scenario.fail("report")
            let before = try await scenario.store.tasks(of: "process-1")
            scenario.advance(60)
            let second = try await scenario.start(expansion)
            let after = try await scenario.store.tasks(of: "process-1")
            try expect(after.map(\.id), equals: before.map(\.id))
            try expect(after.map(\.fence), equals: before.map(\.fence))
            try expect(after.map(\.status), equals: [.ready, .pending])
            try expect(after.map(\.executionID), equals: [second, second])
            try expect(
                after.allSatisfy { $0.attempt == 0 && $0.errorMessage == nil && $0.completedAt == nil }, "a reset")
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 0 of 2")
            try await scenario.claim()
            try expect(try scenario.handed("load").attempt, equals: 1)
            try expect(try scenario.handed("load").fence, equals: 2)
            _ = try await scenario.end("load")
            _ = try await scenario.end("report")
            try expect(try await scenario.standing(), equals: "COMPLETED at 2 of 2")
            let executions = try await scenario.store.executions(of: "process-1", limit: 10)
            try expect(executions.map(\.id), equals: [second, "execution-1"])
            try expect(executions.map(\.status), equals: [.completed, .failed])
            try expect(try await scenario.store.executions(of: "process-1", limit: 1).map(\.id), equals: [second])
            try expect(try await scenario.store.attempts(of: "execution-1").count, equals: 2)
        },
        Check("an edited definition replaces the rows at the next start, and history stays") { scenario in
            let expansion = try await scenario.create(StoreScenario.chain("load"))
            try await scenario.register()
            try await scenario.start(expansion)
            try await scenario.claim()
            _ = try await scenario.end("load")
            let edited = StoreScenario.expansion(
                StoreScenario.chain("fetch", "load", "report"), of: "process-1", digest: "edited")
            try await scenario.start(edited)
            try expect(try await scenario.states(), equals: "fetch READY, load PENDING, report PENDING")
            try expect(try await scenario.record().definitionDigest, equals: "edited")
            try expect(try await scenario.record().totalTasks, equals: 3)
            try expect(try await scenario.store.attempts(of: "execution-1").map(\.task), equals: ["load"])
            try expect(
                try await scenario.store.execution("execution-1")?.definitionDigest, equals: "digest-of-process-1")
        },
        Check("a process without main tasks ends as soon as it is started") { scenario in
            try await scenario.run([])
            try expect(try await scenario.standing(), equals: "COMPLETED at 0 of 0")
        },
        Check("results tell status and outputs by name") { scenario in
            try await scenario.run(StoreScenario.chain("load", "report"))
            try await scenario.claim()
            _ = try await scenario.end("load", .completed(outputs: #"{"rows":7}"#))
            let results = try await scenario.store.results(of: "process-1", tasks: ["load", "report", "nobody"])
            try expect(
                results,
                equals: [
                    "load": StoredResult(status: .completed, outputs: #"{"rows":7}"#, errorMessage: nil),
                    "report": StoredResult(status: .inProgress, outputs: nil, errorMessage: nil)
                ])
        }
    ]
}
