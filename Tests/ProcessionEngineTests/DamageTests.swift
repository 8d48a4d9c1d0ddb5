import Foundation
import Logging
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Synchronization
import Testing

@Suite("A database that turns out to be damaged", .timeLimit(.minutes(1)))
struct DamageTests {
    /// Fails every exchange from some moment on.
    private final class Damage: StoreFaults {
        private let error = Mutex<ProcessionError?>(nil)

        func begin(_ error: ProcessionError?) { self.error.withLock { $0 = error } }

        func before(_ call: FaultyStore.Call) async throws(ProcessionError) {
            guard call.name.hasPrefix("exchange"), let error = error.withLock({ $0 }) else { return }
            throw error
        }

        func after(_ call: FaultyStore.Call) async throws(ProcessionError) {}
    }

    /// An engine over a store that can break, with a task under way.
    private struct Running {
        var fixture: EngineFixture
        var damage = Damage()
        var engine: Task<Void, any Error>
        var orchestrator: ProcessOrchestrator
        var id: ProcessID

        init() async throws {
            fixture = try await EngineFixture(["a": [.block]])
            try fixture.add("work", tasks: "a")
            let orchestrator = ProcessOrchestrator(
                store: FaultyStore(fixture.store, faults: damage), types: fixture.types, executors: fixture.executors,
                configuration: fixture.configuration, clock: fixture.clock,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            self.orchestrator = orchestrator
            engine = Task { try await orchestrator.run() }
            let controller = ProcessController(orchestrator: orchestrator)
            id = try await controller.createProcess(type: "work").id
            try await controller.startProcess(id)
            let executor = fixture.executor
            await fixture.clock.advance { executor.running == ["a"] }
        }
    }

    @Test("ends the engine with the reason, instead of being tried for ever")
    func damaged() async throws {
        let running = try await Running()
        running.damage.begin(ProcessionError(.databaseCorrupt, "the database is damaged: a page"))
        running.fixture.executor.release("a")
        let clock = Task { await running.fixture.clock.advance { false } }
        await #expect { try await running.engine.value } throws: {
            ($0 as? ProcessionError)?.message == "the database is damaged: a page"
        }
        clock.cancel()
        await clock.value
        #expect(try await running.fixture.store.process(running.id)?.status == .inProgress)
        try await running.fixture.close()
    }

    @Test("is told from one that can't be written for a while: the outcome is written when it can be again")
    func unavailable() async throws {
        let running = try await Running()
        running.damage.begin(ProcessionError(.databaseUnavailable, "the database can't grow: the disk is full"))
        running.fixture.executor.release("a")
        await running.fixture.pass(.seconds(600))
        #expect(try await running.fixture.store.process(running.id)?.status == .inProgress)
        running.damage.begin(nil)
        try await running.fixture.leap {
            try await running.fixture.store.process(running.id)?.status == .completed
        }
        #expect(running.fixture.executor.calls.count == 1)
        let clock = Task { await running.fixture.clock.advance { false } }
        await running.orchestrator.stop()
        running.engine.cancel()
        try await running.engine.value
        clock.cancel()
        await clock.value
        try await running.fixture.close()
    }
}
