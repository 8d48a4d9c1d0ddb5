import Procession

import struct Foundation.Date

extension StoreConformance {
    static let groupChecks: [Check] = [
        Check("a group waits for its items, and what needs it waits for the group") { scenario in
            try await scenario.run([StoreScenario.group("g")] + [StoreScenario.task("after", needs: [0])])
            let reply = try await scenario.exchange(capacity: [.child: 5])
            try expect(reply.claimed.count, equals: 0)
            try expect(reply.undecided.map(\.task), equals: ["g"])
            try expect(
                reply.undecided.first?.group,
                equals: .init(items: #""inputs.files""#, executor: "shell", configuration: #"{"run":"g"}"#))
            let claimed = try await scenario.expand("g", ["1", "2"]).claimed
            try expect(claimed.map(\.name), equals: ["g[0]", "g[1]"])
            try expect(claimed.map(\.item), equals: ["1", "2"])
            try expect(claimed.map(\.configuration), equals: Array(repeating: #"{"run":"g"}"#, count: 2))
            try expect(claimed.map(\.declaredOutputs), equals: Array(repeating: #"{"rows":"integer"}"#, count: 2))
            try expect(
                try await scenario.states(),
                equals: "g WAITING, g[0] IN_PROGRESS, g[1] IN_PROGRESS, after PENDING")
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 0 of 4")
            try expect(try await scenario.store.tasks(of: scenario.process).map(\.index), equals: [0, 1, 2, 3])
            _ = try await scenario.end("g[1]", .completed(outputs: #"{"rows":2,"x":"y"}"#))
            try expect(try await scenario.task("after").status, equals: .pending)
            let last = try await scenario.end("g[0]", .completed(outputs: #"{"rows":1}"#))
            try expect(last.claimed.map(\.name), equals: ["after"])
            try expect(try await scenario.task("g").status, equals: .completed)
            try expect(try await scenario.task("g").outputs, equals: #"{"rows":[1,2],"x":[null,"y"]}"#)
            _ = try await scenario.end("after")
            try expect(try await scenario.standing(), equals: "COMPLETED at 4 of 4")
        },
        Check("a group without items completes at once, with empty lists") { scenario in
            try await scenario.run([StoreScenario.group("g")] + [StoreScenario.task("after", needs: [0])])
            let reply = try await scenario.expand("g", [])
            try expect(reply.claimed.map(\.name), equals: ["after"])
            try expect(try await scenario.task("g").outputs, equals: #"{"rows":[]}"#)
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 1 of 2")
        },
        Check("a group begins once, and only when its turn has come") { scenario in
            try await scenario.run([StoreScenario.task("first"), StoreScenario.group("g", needs: [0])])
            try await scenario.expand("g", ["1"])
            try expect(try await scenario.states(), equals: "first IN_PROGRESS, g PENDING")
            _ = try await scenario.end("first")
            let group = try await scenario.task("g").id
            try await scenario.exchange(decisions: [.run(group)])
            try expect(try await scenario.task("g").status, equals: .pending)
            try await scenario.expand("g", ["1"])
            try await scenario.expand("g", ["1", "2"])
            try await scenario.exchange(decisions: [.skip(group), .fail(group, TaskFailure(.expression, "no"))])
            try expect(try await scenario.states(), equals: "first COMPLETED, g WAITING, g[0] IN_PROGRESS")
        },
        Check("rows that a group has from the beginning are its items, unless those are others") { scenario in
            try await scenario.run(
                StoreScenario.group("g", items: ["1", "2"]) + [StoreScenario.task("after", needs: [0])])
            try expect(try await scenario.states(), equals: "g PENDING, g[0] PENDING, g[1] PENDING, after PENDING")
            let ids = try await scenario.store.tasks(of: scenario.process).map(\.id)
            try await scenario.expand("g", ["1", "2"])
            try expect(try await scenario.store.tasks(of: scenario.process).map(\.id), equals: ids)
            try await scenario.stop()
            for name in ["g[0]", "g[1]"] as [TaskName] {
                _ = try await scenario.end(name, .stopped(message: "SIGTERM"))
            }
            try expect(
                try await scenario.states(), equals: "g STOPPED, g[0] STOPPED, g[1] STOPPED, after STOPPED")
        },
        Check("items that have changed replace the rows that were there") { scenario in
            try await scenario.run(
                StoreScenario.group("g", items: ["1", "2"]) + [StoreScenario.task("after", needs: [0])])
            try await scenario.expand("g", ["3"])
            try expect(try await scenario.states(), equals: "g WAITING, g[0] IN_PROGRESS, after PENDING")
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 0 of 3")
            try expect(try await scenario.store.tasks(of: scenario.process).map(\.index), equals: [0, 1, 2])
        },
        Check("the failure of an item fails its group at once, and nothing more begins") { scenario in
            try await scenario.run(
                StoreScenario.group("g", items: ["1", "2", "3"]) + [StoreScenario.task("after", needs: [0])])
            try await scenario.expand("g", ["1", "2", "3"], claim: 2)
            try await scenario.exchange([
                try scenario.outcome("g[0]", .failed(TaskFailure(.runtime, "exit code 3", exitCode: 3)))
            ])
            try expect(
                try await scenario.states(),
                equals: "g FAILED, g[0] FAILED, g[1] IN_PROGRESS, g[2] SKIPPED, after SKIPPED")
            _ = try await scenario.end("g[1]")
            try expect(
                try await scenario.standing(),
                equals: "FAILED at 5 of 5: task 'g' failed: 'g[0]' failed: exit code 3")
            try expect(try await scenario.task("g").errorClass, equals: .runtime)
        },
        Check("a group that another task's failure ends is stopped, and its items that run come to their end") {
            scenario in
            try await scenario.run(StoreScenario.group("g", items: ["1", "2", "3"]) + [StoreScenario.task("bad")])
            try await scenario.claim(1)
            try await scenario.expand("g", ["1", "2", "3"], claim: 2)
            _ = try await scenario.end("g[0]", claim: 0)
            try await scenario.exchange([try scenario.outcome("bad", .failed(TaskFailure(.runtime, "exit code 3")))])
            try expect(
                try await scenario.states(),
                equals: "g STOPPED, g[0] COMPLETED, g[1] IN_PROGRESS, g[2] SKIPPED, bad FAILED")
            try expect(
                try await scenario.task("g").errorMessage, equals: "not continued because task 'bad' failed")
            _ = try await scenario.end("g[1]")
            try expect(try await scenario.standing(), equals: "FAILED at 5 of 5: task 'bad' failed: exit code 3")
            try expect(try await scenario.task("g[1]").status, equals: .completed)
        },
        Check("the output of a group is that of its items") { scenario in
            let id = try await scenario.run(StoreScenario.group("g", items: ["1", "2"]) + [StoreScenario.task("other")])
            try await scenario.expand("g", ["1", "2"])
            for name: TaskName in ["g[0]", "other", "g[1]"] {
                try await scenario.exchange([
                    try scenario.outcome(
                        name, .completed(outputs: "{}"),
                        logs: [scenario.chunk(id, try scenario.handed(name), "\(name)\n")])
                ])
            }
            func printed(by task: TaskName) async throws -> [String] {
                try await scenario.store.logs(of: id, task: task, after: 0, limit: 9).chunks.map(\.content)
            }
            try expect(try await printed(by: "g"), equals: ["g[0]\n", "g[1]\n"])
            try expect(try await printed(by: "g[1]"), equals: ["g[1]\n"])
            try expect(try await printed(by: "other"), equals: ["other\n"])
        },
        Check("without fail_fast the other items go on, and the group fails with the last") { scenario in
            try await scenario.run(
                StoreScenario.group("g", items: ["1", "2", "3"]) + [StoreScenario.task("after", needs: [0])],
                failFast: false)
            try await scenario.expand("g", ["1", "2", "3"])
            _ = try await scenario.fail("g[0]")
            _ = try await scenario.fail("g[1]", "exit code 4")
            try expect(try await scenario.task("g").status, equals: .waiting)
            _ = try await scenario.end("g[2]", .completed(outputs: #"{"rows":3}"#))
            try expect(
                try await scenario.states(), equals: "g FAILED, g[0] FAILED, g[1] FAILED, g[2] COMPLETED, after SKIPPED"
            )
            try expect(
                try await scenario.standing(),
                equals: "FAILED at 5 of 5: task 'g' failed: 2 of 3 failed, first 'g[0]' failed: exit code 3")
        },
        Check("a failure that is allowed leaves a gap in the outputs") { scenario in
            try await scenario.run(
                [StoreScenario.group("g", allowsFailure: true)] + [StoreScenario.task("after", needs: [0])])
            try await scenario.expand("g", ["1", "2"])
            _ = try await scenario.fail("g[0]")
            let reply = try await scenario.end("g[1]", .completed(outputs: #"{"rows":2}"#))
            try expect(reply.claimed.map(\.name), equals: ["after"])
            try expect(try await scenario.task("g").status, equals: .failed)
            try expect(try await scenario.task("g").outputs, equals: #"{"rows":[null,2]}"#)
            _ = try await scenario.end("after")
            try expect(try await scenario.standing(), equals: "COMPLETED at 4 of 4")
        },
        Check("a condition for the items is decided for each") { scenario in
            try await scenario.run([StoreScenario.group("g")])
            let reply = try await scenario.expand("g", ["1", "2"], condition: "item > 1")
            try expect(reply.claimed.count, equals: 0)
            try expect(reply.undecided.map(\.item), equals: ["1", "2"])
            try expect(reply.undecided.map(\.group), equals: [nil, nil])
            try await scenario.exchange(
                decisions: [
                    .skip(try await scenario.task("g[0]").id), .run(try await scenario.task("g[1]").id)
                ], capacity: [.child: 5])
            _ = try await scenario.end("g[1]", .completed(outputs: #"{"rows":2}"#))
            try expect(try await scenario.states(), equals: "g COMPLETED, g[0] SKIPPED, g[1] COMPLETED")
            try expect(try await scenario.task("g").outputs, equals: #"{"rows":[null,2]}"#)
        },
        Check("no more items begin than the group lets, and each that ends makes room for one") { scenario in
            var group = StoreScenario.group("g")
            group.maxParallel = 2
            try await scenario.run([group])
            try expect(
                try await scenario.expand("g", ["1", "2", "3", "4"]).claimed.map(\.name), equals: ["g[0]", "g[1]"])
            try expect(try await scenario.exchange(capacity: [.child: 9]).claimed.count, equals: 0)
            // One that waits for its next attempt keeps its place.
            try await scenario.exchange([
                try scenario.outcome("g[0]", .retry(TaskFailure(.runtime, "no"), at: scenario.later(60)))
            ])
            try expect(try await scenario.end("g[1]").claimed.map(\.name), equals: ["g[2]"])
            scenario.advance(60)
            try expect(try await scenario.claim(), equals: ["g[0]"])
            try await scenario.exchange([
                try scenario.outcome("g[0]", .completed(outputs: "{}")),
                try scenario.outcome("g[2]", .completed(outputs: "{}"))
            ])
            try expect(try await scenario.claim(), equals: ["g[3]"])
            _ = try await scenario.end("g[3]")
            try expect(try await scenario.standing(), equals: "COMPLETED at 5 of 5")
        },
        Check("a group that is stopped begins none of the items that it held back") { scenario in
            var group = StoreScenario.group("g")
            group.maxParallel = 1
            try await scenario.run([group])
            try await scenario.expand("g", ["1", "2"])
            try await scenario.stop()
            _ = try await scenario.end("g[0]", .stopped(message: "SIGTERM"))
            try expect(try await scenario.states(), equals: "g STOPPED, g[0] STOPPED, g[1] STOPPED")
            try expect(try await scenario.standing(), equals: "STOPPED at 3 of 3")
        },
        Check("an item whose condition is open keeps its place among those that may begin") { scenario in
            var group = StoreScenario.group("g")
            group.maxParallel = 2
            try await scenario.run([group])
            let undecided = try await scenario.expand("g", ["1", "2", "3", "4"], condition: "item > 1").undecided
            try expect(undecided.map(\.task), equals: ["g[0]", "g[1]"])
            let reply = try await scenario.exchange(decisions: [.skip(try await scenario.task("g[0]").id)])
            try expect(reply.undecided.map(\.task), equals: ["g[1]", "g[2]"])
        },
        Check("a group that is skipped or blocked takes its items along") { scenario in
            try await scenario.run(
                StoreScenario.group("g", items: ["1"]) + [StoreScenario.task("bad")]
                    + StoreScenario.group("h", items: ["1"], at: 3, needs: [2]), failFast: false)
            try await scenario.exchange(decisions: [.skip(try await scenario.task("g").id)], capacity: [.child: 5])
            _ = try await scenario.fail("bad")
            try expect(
                try await scenario.states(), equals: "g SKIPPED, g[0] SKIPPED, bad FAILED, h SKIPPED, h[0] SKIPPED")
            try expect(try await scenario.record().status, equals: .failed)
        },
        Check("the next execution has the rows of its definition again") { scenario in
            let expansion = try await scenario.create(
                [StoreScenario.group("g")] + [StoreScenario.task("after", needs: [0])])
            try await scenario.register()
            try await scenario.start(expansion)
            try await scenario.expand("g", ["1", "2", "3"])
            for name in ["g[0]", "g[1]", "g[2]", "after"] as [TaskName] { _ = try await scenario.end(name) }
            try await scenario.start(expansion)
            try expect(try await scenario.states(), equals: "g PENDING, after PENDING")
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 0 of 2")
            try await scenario.expand("g", ["1"])
            try expect(try await scenario.states(), equals: "g WAITING, g[0] IN_PROGRESS, after PENDING")
        },
        Check("a rerun takes over the items that have completed") { scenario in
            let expansion = try await scenario.create(
                [StoreScenario.group("g")] + [StoreScenario.task("after", needs: [0])])
            try await scenario.register()
            let first = try await scenario.start(expansion)
            try await scenario.expand("g", ["1", "2"])
            _ = try await scenario.end("g[0]", .completed(outputs: #"{"rows":1}"#))
            _ = try await scenario.fail("g[1]")
            try await scenario.start(expansion, rerunOf: first, takesOver: ["g"])
            try expect(try await scenario.states(), equals: "g PENDING, g[0] COMPLETED, g[1] PENDING, after PENDING")
            try expect(try await scenario.expand("g", ["1", "2"]).claimed.map(\.name), equals: ["g[1]"])
            _ = try await scenario.end("g[1]", .completed(outputs: #"{"rows":2}"#))
            try expect(try await scenario.task("g").outputs, equals: #"{"rows":[1,2]}"#)
            _ = try await scenario.end("after")
            try expect(try await scenario.standing(), equals: "COMPLETED at 4 of 4")
        },
        Check("a rerun takes over a group that has completed, with its items") { scenario in
            let expansion = try await scenario.create(
                StoreScenario.group("g", items: ["1", "2"]) + [StoreScenario.task("after", needs: [0])])
            try await scenario.register()
            let first = try await scenario.start(expansion)
            try await scenario.expand("g", ["1", "2"])
            for name in ["g[0]", "g[1]"] as [TaskName] { _ = try await scenario.end(name) }
            _ = try await scenario.fail("after")
            try await scenario.start(expansion, rerunOf: first, takesOver: ["g"])
            try expect(
                try await scenario.states(), equals: "g COMPLETED, g[0] COMPLETED, g[1] COMPLETED, after READY")
        },
        Check("items that were taken over stay COMPLETED where their group is skipped then") { scenario in
            let expansion = try await scenario.create(StoreScenario.group("g", items: ["1", "2"]))
            try await scenario.register()
            let first = try await scenario.start(expansion)
            try await scenario.expand("g", ["1", "2"])
            _ = try await scenario.end("g[0]")
            _ = try await scenario.fail("g[1]")
            try await scenario.start(expansion, rerunOf: first, takesOver: ["g"])
            try await scenario.exchange(decisions: [.skip(try await scenario.task("g").id)])
            try expect(try await scenario.states(), equals: "g SKIPPED, g[0] COMPLETED, g[1] SKIPPED")
        },
        Check("a group among the handlers begins with its phase") { scenario in
            try await scenario.run(
                [StoreScenario.task("work")]
                    + StoreScenario.group("tidy", items: ["1", "2"], at: 1, trigger: .finally))
            try expect(try await scenario.exchange(capacity: [.child: 5]).undecided.count, equals: 0)
            _ = try await scenario.end("work")
            try expect(
                try await scenario.expand("tidy", ["1", "2"]).claimed.map(\.name), equals: ["tidy[0]", "tidy[1]"])
            _ = try await scenario.end("tidy[0]")
            try expect(try await scenario.record().status, equals: .inProgress)
            _ = try await scenario.end("tidy[1]")
            try expect(try await scenario.standing(), equals: "COMPLETED at 4 of 4")
        },
        Check("the items of a worker that died run again") { scenario in
            try await scenario.run([StoreScenario.group("g")])
            try await scenario.expand("g", ["1", "2"])
            _ = try await scenario.end("g[0]")
            try await scenario.store.declareDead(scenario.worker, now: scenario.now)
            let lost = try await scenario.store.interruptedAttempts(limit: 10)
            try expect(try await scenario.store.rescue(lost, maximumLosses: 3, now: scenario.now), equals: 1)
            try await scenario.register("worker-2")
            try expect(try await scenario.claim(worker: "worker-2"), equals: ["g[1]"])
            try expect(try await scenario.states(), equals: "g WAITING, g[0] COMPLETED, g[1] IN_PROGRESS")
        }
    ]
}

extension StoreScenario {
    /// The row of a group whose items come from an expression.
    static func group(
        _ name: TaskName, needs: [Int] = [], trigger: HandlerTrigger? = nil, allowsFailure: Bool = false
    ) -> NewTask {
        var row = task(name, needs: needs, trigger: trigger, condition: "true", allowsFailure: allowsFailure)
        row.items = #""inputs.files""#
        return row
    }

    /// The rows of a group whose items are there from the beginning; its own comes first, at `index`.
    static func group(
        _ name: TaskName, items: [String], at index: Int = 0, needs: [Int] = [], trigger: HandlerTrigger? = nil
    ) -> [NewTask] {
        let rows = items.enumerated().map { position, item in
            var row = task(name.item(position), trigger: trigger)
            row.group = index
            row.item = item
            return row
        }
        return [group(name, needs: needs, trigger: trigger)] + rows
    }

    /// Lets a group begin with these items, and claims.
    @discardableResult
    func expand(
        _ group: TaskName, _ items: [String], condition: String? = nil, claim count: Int = 100
    ) async throws -> WorkReply {
        let group = try await task(group)
        let rows = items.enumerated().map { position, item in
            WorkBatch.NewItem(
                id: TaskID("\(group.id)-\(now.timeIntervalSince1970)-\(items.count)-\(position)"), item: item,
                command: "run \(item)")
        }
        return try await exchange(
            decisions: [.expand(group.id, rows, condition: condition)], capacity: [.child: count])
    }
}
