import Procession

extension StoreConformance {
    static let limitChecks: [Check] = [
        Check("a pool that nobody has set has one slot, and gives it to the first in order") { scenario in
            try await scenario.run([
                StoreScenario.task("a", pool: "disk"), StoreScenario.task("b", pool: "disk"),
                StoreScenario.task("c", pool: "disk", priority: 1), StoreScenario.task("free")
            ])
            try expect(try await scenario.claim(), equals: ["c", "free"])
            try expect(try await scenario.claim(), equals: [])
            try expect(
                try await scenario.store.pools(),
                equals: [PoolRecord(name: "disk", slots: 1, isSet: false, running: 1, waiting: 2)])
            try expect(try await scenario.end("c").claimed.map(\.name), equals: ["a"])
            try expect(try await scenario.end("a").claimed.map(\.name), equals: ["b"])
        },
        Check("slots of a pool are shared by processes, and can be changed while tasks wait") { scenario in
            try await scenario.register()
            for id: ProcessID in ["p1", "p2"] {
                let tasks = ["x", "y", "z"].map { StoreScenario.task(TaskName("\(id)-\($0)"), pool: "disk") }
                try await scenario.start(try await scenario.create(tasks, id: id), id: id)
                scenario.advance(1)
            }
            try await scenario.store.setPool("disk", slots: 4, actor: "cli", now: scenario.now)
            try expect(try await scenario.claim(3), equals: ["p1-x", "p1-y", "p1-z"])
            try await scenario.store.setPool("disk", slots: 2, actor: "cli", now: scenario.now)
            try expect(try await scenario.claim(), equals: [])
            try expect(try await scenario.end("p1-x").claimed.count, equals: 0)
            try expect(try await scenario.end("p1-y").claimed.map(\.name), equals: ["p2-x"])
            try await scenario.store.setPool("disk", slots: 0, actor: "cli", now: scenario.now)
            try expect(try await scenario.end("p1-z").claimed.count, equals: 0)
            try await scenario.store.setPool("disk", slots: 9, actor: "cli", now: scenario.now)
            try expect(try await scenario.claim(), equals: ["p2-y", "p2-z"])
            try expect(
                try await scenario.store.pools(),
                equals: [PoolRecord(name: "disk", slots: 9, isSet: true, running: 3, waiting: 0)])
        },
        Check("it is busy with what runs or goes on soon, not with what waits longer, or for a slot that nobody has") {
            scenario in
            func isBusy() async throws -> Bool { try await scenario.store.isBusy(until: scenario.later(60)) }
            let tasks = [
                StoreScenario.task("ask"), StoreScenario.task("maybe", condition: "x"),
                StoreScenario.task("pooled", needs: [], pool: "disk")
            ]
            let expansion = try await scenario.create(tasks)
            try await scenario.register()
            try await scenario.store.setPool("disk", slots: 0, actor: "cli", now: scenario.now)
            try expect(try await isBusy(), equals: false)
            try await scenario.start(expansion)
            try expect(try await isBusy(), equals: true)
            try expect(try await scenario.claim(), equals: ["ask"])
            try expect(try await isBusy(), equals: true)
            _ = try await scenario.end("ask", .waiting(until: scenario.later(61), for: .approval("May I?")))
            try expect(try await scenario.states(), equals: "ask WAITING, maybe PENDING, pooled READY")
            try expect(try await isBusy(), equals: false)
            scenario.advance(1)
            try expect(try await isBusy(), equals: true)
            try await scenario.decide("ask", isApproved: true)
            try expect(try await scenario.states(), equals: "ask COMPLETED, maybe PENDING, pooled READY")
            try expect(try await isBusy(), equals: false)
        },
        Check("a pool that is removed has one slot again; both changes are on record") { scenario in
            let tasks = ["a", "b", "c"].map { StoreScenario.task($0, pool: "disk") }
            try await scenario.run(tasks)
            try await scenario.store.setPool("disk", slots: 2, actor: "api", now: scenario.now)
            try await scenario.exchange()
            try await scenario.store.removePool("disk", actor: "cli", now: scenario.now)
            try expect(try await scenario.claim(), equals: ["a"])
            try expect(
                try await scenario.store.pools(),
                equals: [PoolRecord(name: "disk", slots: 1, isSet: false, running: 1, waiting: 2)])
            try await expect(.notFound, "the pool not to be set any more") {
                try await scenario.store.removePool("disk", actor: "cli", now: scenario.now)
            }
            let events = try await scenario.store.events(after: 0, process: nil, limit: 100).filter {
                $0.processID == nil
            }
            try expect(events.map(\.kind), equals: ["pool.set", "pool.removed"])
            try expect(events.map(\.actor), equals: ["api", "cli"])
            try expect(
                events.map(\.detail), equals: ["the pool 'disk' has 2 slots", "the pool 'disk' has 1 slot"])
        },
        Check("a slot is given to whoever is first when it is taken, not when it became free") { scenario in
            try await scenario.run([
                StoreScenario.task("first"), StoreScenario.task("low", pool: "disk", priority: -5),
                StoreScenario.task("high", needs: [0], pool: "disk", priority: 5)
            ])
            try expect(try await scenario.claim(1), equals: ["first"])
            // Lets `low` through to be claimed, which then nobody does.
            try await scenario.exchange()
            try expect(try await scenario.end("first", claim: 1).claimed.map(\.name), equals: ["high"])
            try expect(try await scenario.end("high", claim: 1).claimed.map(\.name), equals: ["low"])
        },
        Check("a task that is not running takes no slot: while it waits for a retry, when its worker died") {
            scenario in
            try await scenario.run([
                StoreScenario.task("flaky", pool: "disk", priority: 1), StoreScenario.task("other", pool: "disk")
            ])
            try expect(try await scenario.claim(), equals: ["flaky"])
            let reply = try await scenario.end("flaky", .retry(TaskFailure(.runtime, "x"), at: scenario.later(5)))
            try expect(reply.claimed.map(\.name), equals: ["other"])
            scenario.advance(6)
            try expect(try await scenario.claim(), equals: [])
            try await scenario.store.declareDead(scenario.worker, now: scenario.now)
            try await scenario.register("worker-2")
            let lost = try await scenario.store.interruptedAttempts(limit: 10)
            _ = try await scenario.store.rescue(lost, maximumLosses: 3, now: scenario.now)
            try expect(try await scenario.claim(worker: "worker-2"), equals: ["flaky"])
        },
        Check("what is stopped at a gate leaves nothing behind, and starts again behind it") { scenario in
            let expansion = try await scenario.create([
                StoreScenario.task("a", pool: "disk"), StoreScenario.task("b", pool: "disk")
            ])
            try await scenario.register()
            try await scenario.start(expansion)
            try await scenario.claim()
            try await scenario.stop()
            _ = try await scenario.end("a", .stopped(message: "stopped"))
            try expect(try await scenario.standing(), equals: "STOPPED at 2 of 2")
            try await scenario.start(expansion)
            try expect(try await scenario.claim(), equals: ["a"])
            try expect(try await scenario.claim(), equals: [])
        },
        Check("what waits moves up by itself: an hour of the most urgent work does not starve the least urgent") {
            scenario in
            try await scenario.register()
            try await scenario.start(
                try await scenario.create([StoreScenario.task("low", priority: -1000)], id: "low"), id: "low")
            var claimed: [TaskName] = []
            for number in 1...240 {
                scenario.advance(15)
                let id = ProcessID("high-\(number)")
                try await scenario.start(
                    try await scenario.create([StoreScenario.task("high", priority: 1000)], id: id), id: id)
                let task = try await scenario.exchange(capacity: [.child: 1]).claimed.map(\.name)
                claimed += task
                try await scenario.exchange(try task.map { try scenario.outcome($0, .completed(outputs: "{}")) })
            }
            // 200 points of difference are worth 50 minutes: 200 times 15 seconds.
            try expect(claimed.count, equals: 240)
            try expect(claimed.firstIndex(of: "low"), equals: 200)
        }
    ]
}
