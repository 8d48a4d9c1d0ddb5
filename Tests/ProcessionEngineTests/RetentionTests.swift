import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("Retention", .timeLimit(.minutes(1)))
struct RetentionTests {
    /// An engine at work, which keeps completed executions for an hour and the last two whatever their age.
    private struct Running {
        var fixture: EngineFixture
        var controller: ProcessController

        init(_ retention: RetentionPolicy? = RetentionPolicy(completed: .seconds(3600), last: 2)) async throws {
            fixture = try await EngineFixture(
                configuration: EngineConfiguration(shutdownGrace: .zero, retention: retention))
            try fixture.add("work", tasks: "a")
            controller = ProcessController(orchestrator: fixture.orchestrator())
            try await controller.orchestrator.start()
        }

        /// A process that has run so often.
        func process(runs: Int) async throws -> ProcessID {
            let id = try await controller.createProcess(type: "work").id
            for _ in 0..<runs {
                try await controller.startProcess(id)
                try await fixture.end(of: id, with: controller)
            }
            return id
        }

        func executions(of id: ProcessID) async throws -> Int {
            try await fixture.store.executions(of: id, limit: 100).count
        }

        func close() async throws {
            await controller.orchestrator.stop()
            #expect(try await fixture.store.check() == [])
            try await fixture.close()
        }
    }

    @Test("an engine removes what is past its age by itself, and keeps the last ones")
    func background() async throws {
        let running = try await Running()
        let id = try await running.process(runs: 5)
        #expect(try await running.executions(of: id) == 5)
        try await running.fixture.leap(.seconds(1800))
        #expect(try await running.executions(of: id) == 5, "none is an hour old")
        try await running.fixture.leap { try await running.executions(of: id) == 2 }
        #expect(try await running.controller.getProcessState(id).status == .completed)
        try await running.close()
    }

    @Test("a clock that was set forward removes nothing until it has been that for an interval")
    func clockSetForward() async throws {
        let running = try await Running()
        let id = try await running.process(runs: 4)
        let clock = running.fixture.clock
        clock.stepWallClock(by: .seconds(10 * 86_400))
        let jump = clock.monotonic
        try await running.fixture.leap(.seconds(300))
        #expect(try await running.executions(of: id) == 4)
        try await running.fixture.leap { try await running.executions(of: id) == 2 }
        #expect(clock.monotonic - jump >= .seconds(600))
        try await running.close()
    }

    @Test("an engine without a policy removes nothing, and removes by another one when it is asked to")
    func byHand() async throws {
        let running = try await Running(nil)
        let id = try await running.process(runs: 3)
        running.fixture.clock.advance(by: .seconds(400 * 86_400))
        let orchestrator = running.controller.orchestrator
        #expect(try await orchestrator.pruneHistory() == RemovedHistory())
        let pruning = Task { try await orchestrator.pruneHistory(RetentionPolicy(last: 1)) }
        try await running.fixture.clock.advance { try await running.executions(of: id) == 1 }
        let done = Task { await running.fixture.clock.advance { false } }
        let removed = try await pruning.value
        done.cancel()
        #expect(removed.executions == 2)
        #expect(removed.attempts == 2)
        #expect(removed.events > 0)
        try await running.close()
    }

    @Test("a hundred thousand rows go in steps that work does not wait for, and their space is given back")
    func large() async throws {
        let running = try await Running(nil)
        let store = running.fixture.store
        let id = try await running.process(runs: 2)
        let old = try #require(try await store.executions(of: id, limit: 2).last)
        let attempt = try #require(try await store.attempts(of: old.id).first)
        let text = String(repeating: "x", count: 500)
        for part in 0..<100 {
            _ = try await store.database.write { connection throws(ProcessionError) in
                for row in 0..<1000 {
                    try connection.execute(
                        """
                        INSERT INTO task_logs (execution_id, task_id, attempt, sequence, stream, stream_offset, content,
                            logged_at) VALUES (?, ?, 1, ?, 'stdout', 0, ?, '2026-01-01 00:00:00.000')
                        """,
                        [
                            .text(old.id.rawValue), .text(attempt.taskID.rawValue), .integer(part * 1000 + row),
                            .text(text)
                        ])
                }
            }
        }
        let before = try await store.statistics()
        let policy = RetentionPolicy(completed: .zero, last: 1, logs: nil, events: nil)
        let now = running.fixture.clock.now + 1
        var left = try await store.expired(policy, limit: 100, now: now)
        var longest = Duration.zero
        var steps = 0
        while !left.isEmpty {
            let start = ContinuousClock.now
            left = try await store.remove(left, policy, within: .milliseconds(20), now: now).left
            longest = max(longest, ContinuousClock.now - start)
            steps += 1
        }
        #expect(steps > 5)
        // Twenty milliseconds and a commit; the bound leaves room for a machine that is busy with other things.
        #expect(longest < .seconds(2))
        while try await !store.reclaimSpace(within: .milliseconds(20)) {}
        let after = try await store.statistics()
        #expect(before.logBytes == 50_000_000)
        #expect(after.logBytes == 0)
        #expect(after.databaseBytes < before.databaseBytes / 10)
        try await running.close()
    }
}
