import Procession

extension StoreConformance {
    private static let handlers: [NewTask] = [
        StoreScenario.task("work"), StoreScenario.task("cheer", trigger: .onSuccess),
        StoreScenario.task("alarm", trigger: .onFailure), StoreScenario.task("undo", trigger: .onStop),
        StoreScenario.task("clean", trigger: .finally), StoreScenario.task("close", needs: [4], trigger: .finally)
    ]

    static let handlerChecks: [Check] = [
        Check("after success the handlers for it run, then the final ones, and the others are skipped") { scenario in
            let id = try await scenario.run(handlers)
            try expect(try await scenario.claim(), equals: ["work"])
            try expect(try await scenario.end("work").claimed.map(\.name), equals: ["cheer"])
            try expect(
                try await scenario.states(),
                equals: "work COMPLETED, cheer IN_PROGRESS, alarm SKIPPED, undo SKIPPED, clean PENDING, close PENDING")
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 1 of 6")
            try expect(try await scenario.end("cheer").claimed.map(\.name), equals: ["clean"])
            try expect(try await scenario.end("clean").claimed.map(\.name), equals: ["close"])
            try expect(try await scenario.end("close").ended, equals: [id])
            try expect(try await scenario.standing(), equals: "COMPLETED at 6 of 6")
        },
        Check("after a failure the handlers for it run, and the process is FAILED") { scenario in
            try await scenario.run(handlers)
            try await scenario.claim()
            try expect(try await scenario.fail("work").claimed.map(\.name), equals: ["alarm"])
            _ = try await scenario.end("alarm")
            _ = try await scenario.end("clean")
            _ = try await scenario.end("close")
            try expect(
                try await scenario.states(),
                equals: "work FAILED, cheer SKIPPED, alarm COMPLETED, undo SKIPPED, clean COMPLETED, close COMPLETED")
            try expect(try await scenario.standing(), equals: "FAILED at 6 of 6: task 'work' failed: exit code 3")
        },
        Check("a handler that fails makes a good process FAILED, and the final handlers still run") { scenario in
            try await scenario.run([
                StoreScenario.task("work"), StoreScenario.task("cheer", trigger: .onSuccess),
                StoreScenario.task("dance", needs: [1], trigger: .onSuccess),
                StoreScenario.task("clean", trigger: .finally)
            ])
            try await scenario.claim()
            _ = try await scenario.end("work")
            try expect(try await scenario.fail("cheer").claimed.map(\.name), equals: ["clean"])
            _ = try await scenario.end("clean")
            try expect(
                try await scenario.states(), equals: "work COMPLETED, cheer FAILED, dance SKIPPED, clean COMPLETED")
            try expect(try await scenario.standing(), equals: "FAILED at 4 of 4: handler 'cheer' failed: exit code 3")
        },
        Check("a handler whose failure is allowed changes nothing") { scenario in
            try await scenario.run([
                StoreScenario.task("work"), StoreScenario.task("cheer", trigger: .onSuccess, allowsFailure: true),
                StoreScenario.task("dance", needs: [1], trigger: .onSuccess)
            ])
            try await scenario.claim()
            _ = try await scenario.end("work")
            try expect(try await scenario.fail("cheer").claimed.map(\.name), equals: ["dance"])
            _ = try await scenario.end("dance")
            try expect(try await scenario.standing(), equals: "COMPLETED at 3 of 3")
        },
        Check("a failing handler does not hide why the process failed") { scenario in
            try await scenario.run(handlers)
            try await scenario.claim()
            _ = try await scenario.fail("work")
            _ = try await scenario.fail("alarm", "exit code 9")
            _ = try await scenario.fail("clean", "exit code 9")
            try expect(try await scenario.task("close").status, equals: .skipped)
            try expect(try await scenario.standing(), equals: "FAILED at 6 of 6: task 'work' failed: exit code 3")
        },
        Check("the condition of a handler is asked when its turn has come") { scenario in
            try await scenario.run([
                StoreScenario.task("work"), StoreScenario.task("clean", trigger: .finally, condition: "x")
            ])
            try expect(try await scenario.exchange(capacity: [.child: 9]).undecided.count, equals: 0)
            let reply = try await scenario.end("work")
            try expect(reply.undecided.map(\.task), equals: ["clean"])
            let clean = try await scenario.task("clean").id
            try await scenario.exchange(decisions: [.skip(clean)])
            try expect(try await scenario.standing(), equals: "COMPLETED at 2 of 2")
        },
        Check("outputs are asked for after the main tasks, again until they come, and before the handlers") {
            scenario in
            let id = try await scenario.run(handlers, hasOutputs: true)
            try await scenario.claim()
            let reply = try await scenario.end("work")
            try expect(reply.awaitingOutputs, equals: [id])
            try expect(reply.claimed.count, equals: 0)
            try expect(try await scenario.exchange().awaitingOutputs, equals: [id])
            let decided = try await scenario.exchange(
                decisions: [.outputs(id, #"{"rows":7}"#)], capacity: [.child: 9])
            try expect(decided.awaitingOutputs, equals: [])
            try expect(decided.claimed.map(\.name), equals: ["cheer"])
            // Too late, and without effect.
            try await scenario.exchange(decisions: [
                .outputs(id, "{}"), .outputsFailed(id, TaskFailure(.expression, "x"))
            ])
            for name: TaskName in ["cheer", "clean", "close"] { _ = try await scenario.end(name) }
            try expect(try await scenario.standing(), equals: "COMPLETED at 6 of 6")
            try expect(try await scenario.record().outputs, equals: #"{"rows":7}"#)
            try expect(try await scenario.store.execution(id)?.outputs, equals: #"{"rows":7}"#)
        },
        Check("outputs that come again, late, touch neither the execution that has ended nor the one that runs") {
            scenario in
            let expansion = try await scenario.create(StoreScenario.fan("work"), hasOutputs: true)
            try await scenario.register()
            let first = try await scenario.start(expansion)
            try await scenario.claim()
            _ = try await scenario.end("work")
            try await scenario.exchange(decisions: [.outputs(first, "{}")])
            let ended = try await scenario.store.execution(first)
            try expect(ended?.status, equals: .completed)
            scenario.advance(1)
            try await scenario.start(expansion)
            scenario.advance(1)
            try await scenario.exchange(decisions: [.outputs(first, "{}")])
            try expect(try await scenario.store.execution(first), equals: ended)
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 0 of 1")
        },
        Check("outputs that can't be computed make the process FAILED") { scenario in
            let id = try await scenario.run(handlers, hasOutputs: true)
            try await scenario.claim()
            _ = try await scenario.end("work")
            let reply = try await scenario.exchange(
                decisions: [.outputsFailed(id, TaskFailure(.expression, "'rows' is null"))], capacity: [.child: 9])
            try expect(reply.claimed.map(\.name), equals: ["alarm"])
            for name: TaskName in ["alarm", "clean", "close"] { _ = try await scenario.end(name) }
            try expect(
                try await scenario.standing(),
                equals: "FAILED at 6 of 6: the outputs can't be computed: 'rows' is null")
        },
        Check("a process that fails is not asked for outputs") { scenario in
            let id = try await scenario.run(StoreScenario.fan("work"), hasOutputs: true)
            try await scenario.claim()
            let reply = try await scenario.fail("work")
            try expect(reply.awaitingOutputs, equals: [])
            try expect(reply.ended, equals: [id])
        }
    ]

    static let stopChecks: [Check] = [
        Check("a stop ends what has not begun at once, names what runs, and then the process is STOPPED") { scenario in
            let id = try await scenario.run([
                StoreScenario.task("a"), StoreScenario.task("b", priority: -1), StoreScenario.task("c", needs: [0])
            ])
            try await scenario.claim(1)
            try await scenario.stop()
            try expect(try await scenario.states(), equals: "a IN_PROGRESS, b STOPPED, c STOPPED")
            try expect(try await scenario.record().status, equals: .inProgress)
            try expect(try await scenario.record().stopRequestedAt, equals: scenario.now)
            let a = try scenario.handed("a")
            let reply = try await scenario.exchange(capacity: [.child: 5])
            try expect(
                reply.cancelled, equals: [WorkReply.Cancellation(taskID: a.taskID, fence: a.fence, reason: .stop)])
            try expect(try await scenario.end("a", .stopped(message: "SIGTERM")).ended, equals: [id])
            try expect(try await scenario.standing(), equals: "STOPPED at 3 of 3")
            try expect(try await scenario.store.execution(id)?.status, equals: .stopped)
        },
        Check("a stop of what has not begun is over at once") { scenario in
            try await scenario.run(StoreScenario.chain("a", "b"))
            try await scenario.stop()
            try expect(try await scenario.states(), equals: "a STOPPED, b STOPPED")
            try expect(try await scenario.standing(), equals: "STOPPED at 2 of 2")
        },
        Check("cancellations are named only to who asks, and only to who holds the task") { scenario in
            try await scenario.run(StoreScenario.fan("a"))
            try await scenario.register("worker-2")
            try await scenario.claim()
            try await scenario.stop()
            try expect(try await scenario.exchange(worker: "worker-2").cancelled, equals: [])
            let reply = try await scenario.store.exchange(
                WorkBatch(worker: scenario.worker, checksCancellations: false, now: scenario.now))
            try expect(reply.cancelled, equals: [])
            try expect(try await scenario.exchange().cancelled.count, equals: 1)
        },
        Check("a task that completes or fails while it is being stopped keeps its outcome, and the process is STOPPED")
        {
            scenario in
            try await scenario.run(StoreScenario.fan("a", "b", "c", "d"))
            try await scenario.claim()
            try await scenario.stop()
            _ = try await scenario.end("a")
            _ = try await scenario.fail("b")
            _ = try await scenario.end("c", .returned)
            _ = try await scenario.end("d", .retry(TaskFailure(.runtime, "exit code 1"), at: scenario.now))
            try expect(try await scenario.states(), equals: "a COMPLETED, b FAILED, c STOPPED, d STOPPED")
            try expect(try await scenario.standing(), equals: "STOPPED at 4 of 4")
        },
        Check("handlers for a stop and the final ones run after it, and a second stop ends those that are open") {
            scenario in
            try await scenario.run(handlers)
            try await scenario.stop()
            try expect(try await scenario.claim(), equals: ["undo"])
            try expect(try await scenario.exchange().cancelled, equals: [])
            try await scenario.stop()
            let undo = try scenario.handed("undo")
            try expect(try await scenario.exchange().cancelled.map(\.taskID), equals: [undo.taskID])
            try expect(
                try await scenario.end("undo", .stopped(message: "SIGTERM")).claimed.map(\.name), equals: ["clean"])
            try await scenario.stop()
            _ = try await scenario.end("clean", .stopped(message: "SIGTERM"))
            try expect(
                try await scenario.states(),
                equals: "work STOPPED, cheer SKIPPED, alarm SKIPPED, undo STOPPED, clean STOPPED, close STOPPED")
            try expect(try await scenario.standing(), equals: "STOPPED at 6 of 6")
        },
        Check("a stop while the handlers of a success run makes the process STOPPED") { scenario in
            try await scenario.run(handlers)
            try await scenario.claim()
            _ = try await scenario.end("work")
            try await scenario.stop()
            try expect(try await scenario.exchange().cancelled.count, equals: 1)
            _ = try await scenario.end("cheer", .stopped(message: "SIGTERM"))
            _ = try await scenario.end("clean")
            _ = try await scenario.end("close")
            try expect(try await scenario.standing(), equals: "STOPPED at 6 of 6")
        },
        Check("a stop while outputs are awaited goes on to the handlers for a stop") { scenario in
            try await scenario.run(handlers, hasOutputs: true)
            try await scenario.claim()
            _ = try await scenario.end("work")
            try await scenario.stop()
            let reply = try await scenario.exchange(capacity: [.child: 9])
            try expect(reply.awaitingOutputs, equals: [])
            try expect(reply.claimed.map(\.name), equals: ["undo"])
            for name: TaskName in ["undo", "clean", "close"] { _ = try await scenario.end(name) }
            try expect(try await scenario.standing(), equals: "STOPPED at 6 of 6")
        },
        Check("a stopped process starts again as if nothing had been") { scenario in
            let expansion = try await scenario.create(handlers)
            try await scenario.register()
            try await scenario.start(expansion)
            try await scenario.stop()
            try await scenario.stop()
            try await scenario.stop()
            try expect(try await scenario.standing(), equals: "STOPPED at 6 of 6")
            try await scenario.start(expansion)
            try expect(try await scenario.record().stopRequestedAt, equals: nil)
            try expect(try await scenario.claim(), equals: ["work"])
            for name: TaskName in ["work", "cheer", "clean", "close"] { _ = try await scenario.end(name) }
            try expect(try await scenario.standing(), equals: "COMPLETED at 6 of 6")
        }
    ]

    static let deadlineChecks: [Check] = [
        Check("an execution that takes too long fails: what runs is named, what has not begun is skipped") { scenario in
            try await scenario.run(
                [
                    StoreScenario.task("a"), StoreScenario.task("b", needs: [0]),
                    StoreScenario.task("alarm", trigger: .onFailure)
                ],
                timeout: .seconds(60))
            try expect(try await scenario.exchange().nextDueAt, equals: scenario.later(60))
            try await scenario.claim()
            scenario.advance(60)
            let reply = try await scenario.exchange(capacity: [.child: 5])
            try expect(reply.cancelled.map(\.reason), equals: [.executionTimeout])
            try expect(reply.nextDueAt, equals: nil)
            try expect(try await scenario.states(), equals: "a IN_PROGRESS, b SKIPPED, alarm PENDING")
            try expect(
                try await scenario.end("a", .stopped(message: "SIGTERM")).claimed.map(\.name), equals: ["alarm"])
            try expect(try await scenario.exchange().cancelled, equals: [])
            _ = try await scenario.end("alarm")
            try expect(
                try await scenario.standing(), equals: "FAILED at 3 of 3: the execution timed out after 1 min")
        },
        Check("an execution of which nothing runs ends at its deadline") { scenario in
            let id = try await scenario.run(StoreScenario.fan("a"), timeout: .milliseconds(1500))
            scenario.advance(1.5)
            try expect(try await scenario.exchange(capacity: [.child: 5]).ended, equals: [id])
            try expect(
                try await scenario.standing(), equals: "FAILED at 1 of 1: the execution timed out after 1500 ms")
        },
        Check("an execution that has been stopped is STOPPED, though its deadline passes") { scenario in
            try await scenario.run(StoreScenario.fan("a"), timeout: .seconds(60))
            try await scenario.claim()
            try await scenario.stop()
            scenario.advance(61)
            try expect(try await scenario.exchange().cancelled.map(\.reason), equals: [.stop])
            _ = try await scenario.end("a", .stopped(message: "SIGTERM"))
            try expect(try await scenario.standing(), equals: "STOPPED at 1 of 1")
        },
        Check("a deadline does not touch handlers") { scenario in
            try await scenario.run(
                [StoreScenario.task("a"), StoreScenario.task("clean", trigger: .finally)], timeout: .seconds(60))
            try await scenario.claim()
            _ = try await scenario.end("a")
            scenario.advance(61)
            let reply = try await scenario.exchange()
            try expect(reply.cancelled.isEmpty && reply.nextDueAt == nil, "no deadline any more")
            _ = try await scenario.end("clean")
            try expect(try await scenario.standing(), equals: "COMPLETED at 2 of 2")
        }
    ]
}
