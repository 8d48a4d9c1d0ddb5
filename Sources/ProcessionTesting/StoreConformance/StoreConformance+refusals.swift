import Procession

/// What a store does about something that can't be written, however often it is tried.
extension StoreConformance {
    static let refusalChecks: [Check] = [
        Check("an outcome that is refused fails its task with the reason, and holds up no other") { scenario in
            let id = try await scenario.run(StoreScenario.fan("good", "bad", "next"), failFast: false)
            try await scenario.claim(2)
            let good = try scenario.handed("good"), bad = try scenario.handed("bad")
            var stray = scenario.chunk(id, bad, "of nowhere\n")
            stray.executionID = "no-such-execution"
            let reply = try await scenario.exchange(
                [
                    try scenario.outcome(
                        "bad", .completed(outputs: "{}"), exitCode: 0, tail: "of nowhere\n", logs: [stray]),
                    try scenario.outcome(
                        "good", .completed(outputs: #"{"rows":1}"#), logs: [scenario.chunk(id, good, "done\n")])
                ], capacity: [.child: 10], maybeRefused: true)
            try expect(reply.refused.map(\.taskID), equals: [bad.taskID])
            try expect(reply.refused.map(\.isFailed), equals: [true])
            try expect(reply.refused[0].message.hasPrefix("task 'bad' of process 'process-1': "), "whose it is")
            try expect(reply.fenced, equals: [])
            try expect(reply.claimed.map(\.name), equals: ["next"])
            try expect(
                try await scenario.states(), equals: "good COMPLETED, bad FAILED, next IN_PROGRESS")
            let task = try await scenario.task("bad")
            try expect(task.errorClass, equals: .validation)
            try expect(task.errorMessage?.hasPrefix("its end can't be recorded: ") == true, "the reason")
            try expect(task.exitCode, equals: 0)
            let attempts = try await scenario.store.attempts(of: id)
            try expect(attempts.first { $0.task == "bad" }?.outcome, equals: .failed)
            try expect(attempts.first { $0.task == "bad" }?.errorMessage, equals: task.errorMessage)
            let logs = try await scenario.store.logs(of: id, task: nil, after: 0, limit: 10)
            try expect(logs.chunks.map(\.content), equals: ["done\n"])
            _ = try await scenario.end("next")
            try expect(
                try await scenario.standing(),
                equals: "FAILED at 3 of 3: task 'bad' failed: \(task.errorMessage ?? "")")
        },
        Check("output that is refused is dropped, and its attempt goes on") { scenario in
            let id = try await scenario.run(StoreScenario.fan("load", "other"))
            try await scenario.claim()
            let load = try scenario.handed("load"), other = try scenario.handed("other")
            var stray = scenario.chunk(id, load, "of nowhere\n")
            stray.executionID = "no-such-execution"
            let reply = try await scenario.exchange(
                reports: [
                    WorkBatch.AttemptReport(taskID: load.taskID, fence: load.fence, logs: [stray], progress: 0.5),
                    WorkBatch.AttemptReport(
                        taskID: other.taskID, fence: other.fence, logs: [scenario.chunk(id, other, "kept\n")])
                ], maybeRefused: true)
            try expect(reply.refused.map(\.taskID), equals: [load.taskID])
            try expect(reply.refused.map(\.isFailed), equals: [false])
            try expect(try await scenario.states(), equals: "load IN_PROGRESS, other IN_PROGRESS")
            try expect(try await scenario.task("load").progress, equals: nil)
            let logs = try await scenario.store.logs(of: id, task: nil, after: 0, limit: 10)
            try expect(logs.chunks.map(\.content), equals: ["kept\n"])
        },
        Check("a decision that is refused fails its task, and holds up no other") { scenario in
            try await scenario.run(
                [StoreScenario.group("each"), StoreScenario.task("maybe", condition: "x > 1")], failFast: false)
            let undecided = try await scenario.exchange().undecided
            let ids = Dictionary(uniqueKeysWithValues: undecided.map { ($0.task, $0.taskID) })
            guard let each = ids["each"], let maybe = ids["maybe"] else {
                throw ConformanceFailure(description: "not both tasks were put up for decision")
            }
            let twin = WorkBatch.NewItem(id: "twin", item: "1", command: "run")
            let reply = try await scenario.exchange(
                decisions: [.expand(each, [twin, twin], condition: nil), .run(maybe)], capacity: [.child: 10],
                maybeRefused: true)
            try expect(reply.refused.map(\.taskID), equals: [each])
            try expect(reply.refused.map(\.isFailed), equals: [true])
            try expect(reply.claimed.map(\.name), equals: ["maybe"])
            try expect(try await scenario.states(), equals: "each FAILED, maybe IN_PROGRESS")
            try expect(
                try await scenario.task("each").errorMessage?.hasPrefix("the decision on it can't be recorded: ")
                    == true, "the reason")
        }
    ]
}
