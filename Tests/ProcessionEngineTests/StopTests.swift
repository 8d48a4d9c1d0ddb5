import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("Stops in every state", .timeLimit(.minutes(1)))
struct StopTests {
    private struct Running {
        var fixture: EngineFixture
        var controller: ProcessController
        var id: ProcessID = "p"

        func stop() async throws { try await controller.stopProcess(id) }

        /// Waits for the end, and gives the states that the rows then have; they must agree with each other.
        func states() async throws -> [String] {
            try await fixture.end(of: id, with: controller)
            await controller.orchestrator.stop()
            let state = try await controller.getProcessState(id)
            #expect(try await fixture.store.check() == [])
            let execution = try #require(try await controller.results.executions(of: id).first)
            #expect(execution.status == state.status)
            #expect(execution.completedAt == state.process.completedAt)
            #expect(state.process.currentTaskIndex == state.process.totalTasks)
            #expect(try await controller.results.attempts(of: execution.id).allSatisfy { $0.outcome != nil })
            try await fixture.close()
            return ["\(state.status.rawValue)"] + state.tasks.states
        }
    }

    private func start(
        _ steps: [TaskName: [ScriptedExecutor.Step]], _ definition: ProcessDefinition, isRunning: Bool = true
    ) async throws -> Running {
        let fixture = try await EngineFixture(steps)
        try fixture.add(definition)
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        if isRunning { try await controller.orchestrator.start() }
        try await controller.createProcess(type: definition.type, id: "p")
        try await controller.startProcess("p")
        return Running(fixture: fixture, controller: controller)
    }

    private static let work = ProcessDefinition(
        type: "work", tasks: [.scripted("a"), .scripted("b")],
        handlers: [.onStop: [.scripted("halt")], .finally: [.scripted("always")]])

    @Test("right after the start, before anybody has taken a task")
    func starting() async throws {
        let running = try await start([:], Self.work, isRunning: false)
        try await running.stop()
        #expect(try await running.controller.getProcessState("p").tasks.states[..<2] == ["a STOPPED", "b STOPPED"])
        try await running.controller.orchestrator.start()
        #expect(
            try await running.states()
                == ["STOPPED", "a STOPPED", "b STOPPED", "halt COMPLETED", "always COMPLETED"])
        #expect(running.fixture.executor.calls.map(\.task) == ["halt", "always"])
    }

    @Test("while a task waits for its retry")
    func retrying() async throws {
        var definition = Self.work
        definition.tasks[0].retry = RetryPolicy(maxRetries: 3, delay: .seconds(3600))
        let running = try await start(["a": [.fail(TaskFailure(.runtime, "broken"))]], definition)
        try await running.fixture.clock.advance {
            try await running.controller.getProcessState("p").tasks["a"]?.status == .waiting
        }
        let before = running.fixture.clock.now
        try await running.stop()
        #expect(
            try await running.states()
                == ["STOPPED", "a STOPPED", "b STOPPED", "halt COMPLETED", "always COMPLETED"])
        #expect(running.fixture.clock.now.timeIntervalSince(before) < 600)
        #expect(running.fixture.executor.calls.count { $0.task == "a" } == 1)
    }

    @Test("in a handler: what completed counts as stopped, what failed stays so", arguments: [false, true])
    func handler(fails: Bool) async throws {
        let definition = ProcessDefinition(
            type: "work", tasks: [.scripted("a")],
            handlers: [
                .onSuccess: [.scripted("tell"), .scripted("more")], .onFailure: [.scripted("alarm")],
                .finally: [.scripted("always")]
            ])
        let steps: [TaskName: [ScriptedExecutor.Step]] = [
            "a": [fails ? .fail(TaskFailure(.runtime, "broken")) : .complete()], "tell": [.hang], "alarm": [.hang]
        ]
        let running = try await start(steps, definition)
        await running.fixture.clock.advance { running.fixture.executor.held == [fails ? "alarm" : "tell"] }
        try await running.stop()
        #expect(
            try await running.states()
                == (fails
                    ? [
                        "FAILED", "a FAILED", "tell SKIPPED", "more SKIPPED", "alarm STOPPED", "always COMPLETED"
                    ]
                    : [
                        "STOPPED", "a COMPLETED", "tell STOPPED", "more STOPPED", "alarm SKIPPED", "always COMPLETED"
                    ]))
    }

    @Test("twice: the second stop ends the handlers of the first, and `finally` still runs")
    func twice() async throws {
        let running = try await start(["a": [.hang], "halt": [.hang]], Self.work)
        await running.fixture.clock.advance { running.fixture.executor.held == ["a"] }
        try await running.stop()
        await running.fixture.clock.advance { running.fixture.executor.held == ["halt"] }
        try await running.stop()
        #expect(
            try await running.states()
                == ["STOPPED", "a STOPPED", "b STOPPED", "halt STOPPED", "always COMPLETED"])
    }

    @Test("twice before the running task has ended: the same as once")
    func twiceAtOnce() async throws {
        let running = try await start(["a": [.hang]], Self.work)
        await running.fixture.clock.advance { running.fixture.executor.held == ["a"] }
        try await running.stop()
        try? await running.stop()
        let states = try await running.states()
        #expect(states[..<3] == ["STOPPED", "a STOPPED", "b STOPPED"])
    }

    @Test("while it waits for a slot of a pool")
    func pooled() async throws {
        var definition = Self.work
        definition.tasks[0].pool = "disk"
        let running = try await start([:], definition, isRunning: false)
        try await running.controller.setPool("disk", slots: 0)
        try await running.controller.orchestrator.start()
        await running.fixture.pass(.seconds(5))
        try await running.stop()
        #expect(
            try await running.states()
                == ["STOPPED", "a STOPPED", "b STOPPED", "halt COMPLETED", "always COMPLETED"])
    }

    @Test("while it is queued: it ends at once, nothing of it runs, and those behind it go on")
    func queued() async throws {
        var definition = Self.work
        definition.concurrency = ConcurrencyLimit(key: "k", limit: 1)
        let running = try await start(["a": [.block]], definition)
        let controller = running.controller
        await running.fixture.clock.advance { running.fixture.executor.held == ["a"] }
        for id in ["q", "r"] as [ProcessID] {
            try await controller.createProcess(type: "work", id: id)
            try await controller.startProcess(id)
        }
        try await controller.stopProcess("q")
        let state = try await controller.getProcessState("q")
        #expect(state.status == .stopped)
        #expect(state.tasks.states == ["a STOPPED", "b STOPPED", "halt SKIPPED", "always SKIPPED"])
        await #expect(throws: ProcessionError.self) { try await controller.stopProcess("q") }
        running.fixture.executor.release("a")
        try await running.fixture.end(of: "r", with: controller)
        #expect(try await controller.getProcessState("r").status == .completed)
        #expect(
            try await running.states()
                == ["COMPLETED", "a COMPLETED", "b COMPLETED", "halt SKIPPED", "always COMPLETED"])
    }
}
