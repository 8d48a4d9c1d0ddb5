import Foundation
import Logging
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Synchronization
import Testing

/// A database that takes everything but what is written for one task: here because of a trigger, as it would because of
/// a value that breaks a constraint.
@Suite("What the database refuses", .timeLimit(.minutes(1)))
struct RefusalTests {
    /// Counts the exchanges of an engine.
    private final class Counter: StoreFaults {
        private let count = Mutex(0)

        var exchanges: Int { count.withLock { $0 } }

        func before(_ call: FaultyStore.Call) throws(ProcessionError) {
            if call.name.hasPrefix("exchange") { count.withLock { $0 += 1 } }
        }

        func after(_ call: FaultyStore.Call) throws(ProcessionError) {}
    }

    /// An engine with types `work`, whose task `bad` is refused something, and `other`.
    private struct Running {
        let fixture: EngineFixture
        let lines = LogLines()
        let counter = Counter()

        /// What operators are told.
        var told: [String] { lines.all.filter { $0.level >= .warning }.map(\.message) }
        var logger: Logger { Logger(label: "test") { [lines] _ in lines } }

        init(refusing condition: String) async throws {
            fixture = try await EngineFixture()
            try fixture.add(
                ProcessDefinition(
                    type: "work", tasks: [.scripted("bad"), .scripted("good", needs: [])], failFast: false))
            try fixture.add("other", tasks: "a", "b")
            try await change(
                """
                CREATE TRIGGER refusal BEFORE UPDATE ON tasks WHEN NEW.name = 'bad' AND \(condition)
                BEGIN SELECT RAISE(ABORT, 'no more of these'); END
                """)
        }

        func change(_ script: String) async throws {
            _ = try await fixture.store.database.write { connection throws(ProcessionError) in
                try connection.run(script: script)
            }
        }

        /// An engine that has been started, with both types.
        func engine() async throws -> ProcessController {
            let controller = ProcessController(
                orchestrator: ProcessOrchestrator(
                    store: FaultyStore(fixture.store, faults: counter), types: fixture.types,
                    executors: fixture.executors, configuration: fixture.configuration, clock: fixture.clock,
                    logger: logger))
            try await controller.orchestrator.start()
            return controller
        }

        func begin(_ type: ProcessTypeName, on engine: ProcessController) async throws -> ProcessID {
            let id = try await engine.createProcess(type: type).id
            try await engine.startProcess(id)
            return id
        }

        func states(_ id: ProcessID) async throws -> [String] { try await fixture.store.tasks(of: id).states }
    }

    @Test("fails the task with the reason, once, and everything else goes on")
    func outcome() async throws {
        let running = try await Running(refusing: "NEW.status = 'COMPLETED'")
        let engine = try await running.engine()
        let id = try await running.begin("work", on: engine)
        let other = try await running.begin("other", on: engine)
        try await running.fixture.end(of: id, with: engine)
        try await running.fixture.end(of: other, with: engine)
        #expect(try await running.states(id) == ["bad FAILED", "good COMPLETED"])
        #expect(try await running.states(other) == ["a COMPLETED", "b COMPLETED"])
        let task = try #require(try await running.fixture.store.tasks(of: id)["bad"])
        #expect(task.errorMessage == "its end can't be recorded: the database refuses a row: no more of these")
        #expect(task.errorClass == .validation)
        #expect(running.fixture.executor.calls.count { $0.task == "bad" } == 1)
        let told = running.told.filter { $0.contains("refuses") }
        #expect(
            told == [
                "the database refuses a change, so that a failure was written instead: task 'bad' of process "
                    + "'\(id)': its end can't be recorded: the database refuses a row: no more of these"
            ])
        await engine.orchestrator.stop()
        #expect(try await running.fixture.store.check() == [])
        try await running.fixture.close()
    }

    @Test("fails a task that can't be begun")
    func start() async throws {
        let running = try await Running(refusing: "NEW.status = 'IN_PROGRESS'")
        let engine = try await running.engine()
        let id = try await running.begin("work", on: engine)
        try await running.fixture.end(of: id, with: engine)
        #expect(try await running.states(id) == ["bad FAILED", "good COMPLETED"])
        let execution = try #require(try await running.fixture.store.executions(of: id, limit: 1).first)
        #expect(
            execution.errorMessage == "task 'bad' failed: its start can't be recorded: the database refuses a row: "
                + "no more of these")
        #expect(running.fixture.executor.calls.map(\.task) == ["good"])
        await engine.orchestrator.stop()
        #expect(try await running.fixture.store.check() == [])
        try await running.fixture.close()
    }

    @Test("fails a task that can't be taken up again after its delay")
    func retry() async throws {
        let running = try await Running(refusing: "OLD.status = 'WAITING' AND NEW.status = 'READY'")
        let failing = ScriptedExecutor(["bad": [.fail(TaskFailure(.runtime, "exit code 1"))]])
        let executors = ExecutorRegistry()
        try executors.register(failing)
        let fixture = running.fixture
        try fixture.types.register(
            FixedType(
                definition: ProcessDefinition(
                    type: "retried",
                    tasks: [.scripted("bad", retry: RetryPolicy(maxRetries: 3, delay: .seconds(5), jitter: .none))])))
        let engine = ProcessController(
            orchestrator: ProcessOrchestrator(
                store: fixture.store, types: fixture.types, executors: executors, configuration: fixture.configuration,
                clock: fixture.clock, logger: running.logger))
        try await engine.orchestrator.start()
        let id = try await running.begin("retried", on: engine)
        try await fixture.end(of: id, with: engine)
        #expect(
            try await fixture.store.tasks(of: id)["bad"]?.errorMessage
                == "it can't be taken up again: the database refuses a row: no more of these")
        await engine.orchestrator.stop()
        #expect(try await fixture.store.check() == [])
        try await fixture.close()
    }

    @Test("leaves a row alone of which nothing can be changed, and works around it without haste")
    func stuck() async throws {
        let running = try await Running(refusing: "OLD.execution_id IS NOT NULL AND NEW.is_gated = OLD.is_gated")
        let engine = try await running.engine()
        let id = try await running.begin("work", on: engine)
        let other = try await running.begin("other", on: engine)
        try await running.fixture.end(of: other, with: engine)
        try await running.fixture.clock.advance { try await running.states(id) == ["bad READY", "good COMPLETED"] }
        let exchanges = running.counter.exchanges
        await running.fixture.pass(.seconds(60))
        #expect(running.counter.exchanges - exchanges < 300)
        #expect(running.told.count { $0.contains("nothing was written instead") } == 1)
        try await running.change("DROP TRIGGER refusal")
        try await running.fixture.end(of: id, with: engine)
        #expect(try await running.states(id) == ["bad COMPLETED", "good COMPLETED"])
        await engine.orchestrator.stop()
        try await running.fixture.close()
    }

    @Test("leaves a task whose end can't be written to the next engine, which rescues it when it can")
    func unwritable() async throws {
        let running = try await Running(refusing: "OLD.status = 'IN_PROGRESS'")
        var engine = try await running.engine()
        let id = try await running.begin("work", on: engine)
        try await running.fixture.clock.advance {
            try await running.states(id) == ["bad IN_PROGRESS", "good COMPLETED"]
        }
        await running.fixture.pass(.seconds(60))
        #expect(running.fixture.executor.calls.count { $0.task == "bad" } == 1)
        await engine.orchestrator.stop()
        // It starts nevertheless, and takes up what another engine has left.
        engine = try await running.engine()
        let other = try await running.begin("other", on: engine)
        try await running.fixture.end(of: other, with: engine)
        #expect(running.told.contains { $0.contains("an interrupted task can't be given back") })
        #expect(try await running.states(id) == ["bad IN_PROGRESS", "good COMPLETED"])
        try await running.change("DROP TRIGGER refusal")
        try await running.fixture.end(of: id, with: engine)
        #expect(try await running.states(id) == ["bad COMPLETED", "good COMPLETED"])
        #expect(running.fixture.executor.calls.filter { $0.task == "bad" }.map(\.attempt) == [1, 2])
        await engine.orchestrator.stop()
        #expect(try await running.fixture.store.check() == [])
        try await running.fixture.close()
    }
}
