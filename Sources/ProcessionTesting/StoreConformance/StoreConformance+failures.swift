import Procession

extension StoreConformance {
    static let failureChecks: [Check] = [
        Check("after a failure nothing new begins, what runs is finished, and the process is FAILED") { scenario in
            let id = try await scenario.run([
                StoreScenario.task("load"), StoreScenario.task("slow"), StoreScenario.task("free", priority: -1),
                StoreScenario.task("report", needs: [0]), StoreScenario.task("mail", needs: [3])
            ])
            try await scenario.claim(2)
            let reply = try await scenario.fail("load")
            try expect(reply.claimed.count, equals: 0)
            try expect(
                try await scenario.states(),
                equals: "load FAILED, slow IN_PROGRESS, free SKIPPED, report SKIPPED, mail SKIPPED")
            try expect(try await scenario.task("free").errorMessage, equals: "not run because task 'load' failed")
            try expect(try await scenario.record().status, equals: .inProgress)
            try expect(try await scenario.end("slow").ended, equals: [id])
            try expect(try await scenario.standing(), equals: "FAILED at 5 of 5: task 'load' failed: exit code 3")
            let task = try await scenario.task("load")
            try expect(task.errorClass, equals: .runtime)
            try expect(task.exitCode, equals: 3)
            try expect(task.errorMessage, equals: "exit code 3")
        },
        Check("what was skipped stays so when what it needs completes after all") { scenario in
            try await scenario.run([
                StoreScenario.task("slow"), StoreScenario.task("bad"), StoreScenario.task("after", needs: [0])
            ])
            try await scenario.claim()
            _ = try await scenario.fail("bad")
            _ = try await scenario.end("slow")
            try expect(try await scenario.states(), equals: "slow COMPLETED, bad FAILED, after SKIPPED")
        },
        Check("what needs two tasks that fail is skipped once") { scenario in
            try await scenario.run(
                [StoreScenario.task("a"), StoreScenario.task("b"), StoreScenario.task("after", needs: [0, 1])],
                failFast: false)
            try await scenario.claim()
            _ = try await scenario.fail("a")
            _ = try await scenario.fail("b")
            try expect(try await scenario.states(), equals: "a FAILED, b FAILED, after SKIPPED")
            try expect(try await scenario.record().status, equals: .failed)
        },
        Check("the first failure is the one that is told") { scenario in
            try await scenario.run(StoreScenario.fan("a", "b"))
            try await scenario.claim()
            try await scenario.exchange([
                try scenario.outcome("b", .failed(TaskFailure(.timeout, "timed out after 90 s"))),
                try scenario.outcome("a", .failed(TaskFailure(.runtime, "exit code 1")))
            ])
            try expect(
                try await scenario.standing(), equals: "FAILED at 2 of 2: task 'b' failed: timed out after 90 s")
        },
        Check("without fail-fast only what needs the failed task is skipped, through any number of steps") { scenario in
            try await scenario.run(
                [
                    StoreScenario.task("load"), StoreScenario.task("check", needs: [0]),
                    StoreScenario.task("mail", needs: [1, 4]), StoreScenario.task("other"),
                    StoreScenario.task("more", needs: [3])
                ], failFast: false)
            try await scenario.claim()
            _ = try await scenario.fail("load")
            try expect(
                try await scenario.states(),
                equals: "load FAILED, check SKIPPED, mail SKIPPED, other IN_PROGRESS, more PENDING")
            try expect(
                try await scenario.task("mail").errorMessage,
                equals: "not run because task 'load', which it needs, failed")
            try expect(try await scenario.end("other").claimed.map(\.name), equals: ["more"])
            _ = try await scenario.end("more")
            try expect(try await scenario.standing(), equals: "FAILED at 5 of 5: task 'load' failed: exit code 3")
        },
        Check("a failure that is allowed lets what needs the task go on, and the process is COMPLETED") { scenario in
            try await scenario.run([
                StoreScenario.task("lint", allowsFailure: true), StoreScenario.task("build", needs: [0])
            ])
            try await scenario.claim()
            try expect(try await scenario.fail("lint").claimed.map(\.name), equals: ["build"])
            _ = try await scenario.end("build")
            try expect(try await scenario.states(), equals: "lint FAILED, build COMPLETED")
            try expect(try await scenario.task("lint").allowsFailure, equals: true)
            try expect(try await scenario.standing(), equals: "COMPLETED at 2 of 2")
        },
        Check("no retry begins after another task has failed") { scenario in
            try await scenario.run(StoreScenario.fan("a", "b", "c", "d"))
            try await scenario.claim()
            _ = try await scenario.fail("a")
            let later = scenario.later(1)
            _ = try await scenario.end("b", .retry(TaskFailure(.runtime, "exit code 1"), at: later))
            _ = try await scenario.end("c", .waiting(until: later))
            _ = try await scenario.end("d", .returned)
            try expect(try await scenario.states(), equals: "a FAILED, b FAILED, c STOPPED, d STOPPED")
            try expect(try await scenario.standing(), equals: "FAILED at 4 of 4: task 'a' failed: exit code 3")
        },
        Check("when another fails, a task that has begun is stopped, and one that waits for its next try fails") {
            scenario in
            try await scenario.run(StoreScenario.fan("a", "b", "c", "d", "e"))
            try await scenario.exchange(capacity: [.child: 4])
            try await scenario.exchange([
                try scenario.outcome("a", .waiting(until: scenario.later(60))),
                try scenario.outcome("c", .retry(TaskFailure(.runtime, "exit code 1"), at: scenario.later(60))),
                try scenario.outcome("d", .returned)
            ])
            try await scenario.exchange([try scenario.outcome("b", .failed(TaskFailure(.runtime, "exit code 3")))])
            try expect(try await scenario.states(), equals: "a STOPPED, b FAILED, c FAILED, d STOPPED, e SKIPPED")
            try expect(
                try await scenario.store.tasks(of: scenario.process).map(\.errorMessage),
                equals: [
                    "not continued because task 'b' failed", "exit code 3", "exit code 1",
                    "not continued because task 'b' failed", "not run because task 'b' failed"
                ])
            try expect(try await scenario.exchange().nextDueAt, equals: nil)
        },
        Check("a task that a worker stops by itself counts as failed") { scenario in
            try await scenario.run(StoreScenario.chain("a", "b"))
            try await scenario.claim()
            _ = try await scenario.end("a", .stopped(message: "interrupted"))
            try expect(try await scenario.states(), equals: "a STOPPED, b SKIPPED")
            try expect(try await scenario.standing(), equals: "FAILED at 2 of 2: task 'a' was stopped: interrupted")
        }
    ]

    static let conditionChecks: [Check] = [
        Check("a task with a condition waits for a decision, from its start and from its needs") { scenario in
            let id = try await scenario.run([
                StoreScenario.task("a", condition: "x > 1"), StoreScenario.task("b", needs: [0], condition: "y")
            ])
            let reply = try await scenario.exchange(capacity: [.child: 5])
            try expect(reply.claimed.count, equals: 0)
            try expect(reply.undecided.map(\.task), equals: ["a"])
            try expect(reply.undecided.first?.condition, equals: "x > 1")
            try expect(reply.undecided.first?.executionID, equals: id)
            let a = try await scenario.task("a").id
            let b = try await scenario.task("b").id
            // Not yet undecided: the decision comes too early and changes nothing.
            try await scenario.exchange(decisions: [.run(b), .skip(b), .fail(b, TaskFailure(.expression, "no"))])
            try expect(try await scenario.states(), equals: "a PENDING, b PENDING")
            let decided = try await scenario.exchange(decisions: [.run(a)], capacity: [.child: 5])
            try expect(decided.claimed.map(\.name), equals: ["a"])
            try expect(try await scenario.end("a").undecided.map(\.task), equals: ["b"])
            try await scenario.exchange(decisions: [.run(b)], capacity: [.child: 5])
            _ = try await scenario.end("b")
            try expect(try await scenario.standing(), equals: "COMPLETED at 2 of 2")
        },
        Check("a condition that does not hold skips the task, and what needs it goes on") { scenario in
            let id = try await scenario.run([
                StoreScenario.task("a", condition: "false"), StoreScenario.task("b", needs: [0])
            ])
            let a = try await scenario.task("a").id
            let reply = try await scenario.exchange(decisions: [.skip(a), .run(a)], capacity: [.child: 5])
            try expect(reply.claimed.map(\.name), equals: ["b"])
            try expect(reply.undecided.count, equals: 0)
            _ = try await scenario.end("b")
            try expect(try await scenario.states(), equals: "a SKIPPED, b COMPLETED")
            try expect(try await scenario.standing(), equals: "COMPLETED at 2 of 2")
            try expect(try await scenario.store.attempts(of: id).map(\.outcome), equals: [.skipped, .completed])
        },
        Check("a condition that can't be evaluated fails the task") { scenario in
            let id = try await scenario.run([
                StoreScenario.task("a", condition: "x +"), StoreScenario.task("b", needs: [0])
            ])
            let a = try await scenario.task("a").id
            let reply = try await scenario.exchange(decisions: [.fail(a, TaskFailure(.expression, "'x' is null"))])
            try expect(reply.ended, equals: [id])
            try expect(try await scenario.states(), equals: "a FAILED, b SKIPPED")
            try expect(try await scenario.standing(), equals: "FAILED at 2 of 2: task 'a' failed: 'x' is null")
            try expect(try await scenario.task("a").errorClass, equals: .expression)
        },
        Check("a process that was never started has no undecided tasks") { scenario in
            _ = try await scenario.create([StoreScenario.task("a", condition: "x")])
            try await scenario.register()
            try expect(try await scenario.exchange(capacity: [.child: 1]).undecided.count, equals: 0)
        }
    ]
}
