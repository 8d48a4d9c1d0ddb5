import Procession

extension StoreConformance {
    static let rerunChecks: [Check] = [
        Check("a rerun takes over what completed, with its outputs, and runs the rest") { scenario in
            let expansion = try await scenario.create(StoreScenario.chain("load", "process", "report"))
            try await scenario.register()
            let first = try await scenario.start(expansion)
            try await scenario.claim()
            _ = try await scenario.end("load", .completed(outputs: #"{"rows":7}"#))
            _ = try await scenario.fail("process")
            let second = try await scenario.start(expansion, rerunOf: first, takesOver: ["load", "process", "report"])
            try expect(try await scenario.states(), equals: "load COMPLETED, process READY, report PENDING")
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 1 of 3")
            try expect(try await scenario.task("load").outputs, equals: #"{"rows":7}"#)
            try expect(try await scenario.store.execution(second)?.rerunOf, equals: first)
            try await scenario.claim()
            _ = try await scenario.end("process")
            _ = try await scenario.end("report")
            try expect(try await scenario.standing(), equals: "COMPLETED at 3 of 3")
        },
        Check("a rerun after an edit takes over by name") { scenario in
            let expansion = try await scenario.create(StoreScenario.chain("load", "process"))
            try await scenario.register()
            let first = try await scenario.start(expansion)
            try await scenario.claim()
            _ = try await scenario.end("load", .completed(outputs: #"{"rows":7}"#))
            _ = try await scenario.fail("process")
            let edited = StoreScenario.expansion(
                StoreScenario.chain("load", "repair", "process"), of: "process-1", digest: "edited")
            try await scenario.start(edited, rerunOf: first, takesOver: ["load"])
            try expect(try await scenario.states(), equals: "load COMPLETED, repair READY, process PENDING")
            try expect(try await scenario.task("load").outputs, equals: #"{"rows":7}"#)
        },
        Check("a rerun of which everything completed goes straight to the handlers") { scenario in
            let expansion = try await scenario.create([
                StoreScenario.task("work"), StoreScenario.task("cheer", trigger: .onSuccess)
            ])
            try await scenario.register()
            let first = try await scenario.start(expansion)
            try await scenario.claim()
            _ = try await scenario.end("work")
            _ = try await scenario.fail("cheer")
            try await scenario.start(expansion, rerunOf: first, takesOver: ["work", "cheer"])
            try expect(try await scenario.states(), equals: "work COMPLETED, cheer READY")
            try expect(try await scenario.standing(), equals: "IN_PROGRESS at 1 of 2")
        },
        Check("a rerun without anything to take over runs all tasks") { scenario in
            let expansion = try await scenario.create(StoreScenario.chain("load", "report"))
            try await scenario.register()
            let first = try await scenario.start(expansion)
            try await scenario.claim()
            _ = try await scenario.end("load")
            _ = try await scenario.fail("report")
            let second = try await scenario.start(expansion, rerunOf: first)
            try expect(try await scenario.states(), equals: "load READY, report PENDING")
            try expect(try await scenario.store.execution(second)?.rerunOf, equals: first)
        },
        Check("what needs a task that runs again runs again too, through whatever lies between") { scenario in
            let expansion = try await scenario.create([
                StoreScenario.task("changed"), StoreScenario.task("next", needs: [0]),
                StoreScenario.task("last", needs: [1]), StoreScenario.task("aside")
            ])
            try await scenario.register()
            let first = try await scenario.start(expansion)
            try await scenario.claim()
            for task: TaskName in ["changed", "next", "last"] { _ = try await scenario.end(task) }
            _ = try await scenario.fail("aside")
            try await scenario.start(expansion, rerunOf: first, takesOver: ["next", "last", "aside"])
            try expect(
                try await scenario.states(), equals: "changed READY, next PENDING, last PENDING, aside READY")
        },
        Check("a task that its condition skipped stays so in a rerun, and what a failure skipped runs") { scenario in
            let expansion = try await scenario.create([
                StoreScenario.task("load"), StoreScenario.task("maybe", needs: [0], condition: "inputs.x"),
                StoreScenario.task("process", needs: [1]), StoreScenario.task("broken", needs: [2]),
                StoreScenario.task("report", needs: [3], condition: "inputs.y")
            ])
            try await scenario.register()
            let first = try await scenario.start(expansion)
            try await scenario.claim()
            let undecided = try await scenario.end("load").undecided
            try await scenario.exchange(decisions: undecided.map { .skip($0.taskID) }, capacity: [.child: 1])
            _ = try await scenario.end("process")
            _ = try await scenario.fail("broken")
            scenario.advance(60)
            let names: [TaskName] = ["load", "maybe", "process", "broken", "report"]
            let second = try await scenario.start(expansion, rerunOf: first, takesOver: names)
            try expect(
                try await scenario.states(),
                equals: "load COMPLETED, maybe SKIPPED, process COMPLETED, broken READY, report PENDING")
            let events = try await scenario.store.events(after: 0, process: scenario.process, limit: 100)
            try expect(
                events.filter { $0.executionID == second }.map { "\($0.kind) \($0.task?.rawValue ?? "")" },
                equals: [
                    "execution.started ", "task.completed load", "task.skipped maybe", "task.completed process",
                    "task.ready broken"
                ])
        },
        Check("only the last execution can be taken over") { scenario in
            let expansion = try await scenario.create(StoreScenario.chain("a"))
            try await scenario.register()
            let first = try await scenario.start(expansion)
            try await scenario.stop()
            try await scenario.start(expansion)
            try await scenario.stop()
            try await expect(.stateConflict, "a rerun of an older execution") {
                try await scenario.start(expansion, rerunOf: first)
            }
            try expect(try await scenario.standing(), equals: "STOPPED at 1 of 1")
        }
    ]
}
