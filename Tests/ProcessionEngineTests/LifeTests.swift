import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("Stops, shutdowns and crashes", .timeLimit(.minutes(1)))
struct LifeTests {
    private struct Running {
        var fixture: EngineFixture
        var controller: ProcessController
        var id: ProcessID
    }

    /// A process whose task `b` of `a`, `b`, `c` hangs.
    private func hanging(_ onInterruption: InterruptionPolicy = .retry) async throws -> Running {
        let fixture = try await EngineFixture(["b": [.hang, .complete()]])
        try fixture.add(
            ProcessDefinition(
                type: "work",
                tasks: [.scripted("a"), .scripted("b", onInterruption: onInterruption), .scripted("c")],
                handlers: [.onStop: [.scripted("halt")], .finally: [.scripted("always")]]))
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: "work").id
        try await controller.startProcess(id)
        await fixture.clock.advance { fixture.executor.running == ["b"] }
        return Running(fixture: fixture, controller: controller, id: id)
    }

    @Test("a stop ends what runs and what waits, and then runs the handlers")
    func stop() async throws {
        let running = try await hanging()
        try await running.controller.stopProcess(running.id)
        try await running.fixture.end(of: running.id, with: running.controller)
        let state = try await running.controller.getProcessState(running.id)
        #expect(state.status == .stopped)
        #expect(
            state.tasks.states == ["a COMPLETED", "b STOPPED", "c STOPPED", "halt COMPLETED", "always COMPLETED"])
        await running.controller.orchestrator.stop()
        try await running.fixture.close()
    }

    @Test("stopping what does not run says so")
    func stopAtRest() async throws {
        let fixture = try await EngineFixture()
        try fixture.add("work", tasks: "a")
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        let id = try await controller.createProcess(type: "work").id
        await #expect { try await controller.stopProcess(id) } throws: {
            ($0 as? ProcessionError)?.code == .stateConflict
        }
        await #expect { try await controller.stopProcess("none") } throws: {
            ($0 as? ProcessionError)?.code == .notFound
        }
        try await fixture.close()
    }

    @Test("a running process can't be started again, and one at rest can")
    func restart() async throws {
        let running = try await hanging()
        let (controller, id) = (running.controller, running.id)
        await #expect { try await controller.startProcess(id) } throws: {
            ($0 as? ProcessionError)?.code == .stateConflict
        }
        try await controller.stopProcess(id)
        try await running.fixture.end(of: id, with: controller)
        try await controller.startProcess(id)
        try await running.fixture.end(of: id, with: controller)
        #expect(try await controller.manager.process(id).status == .completed)
        #expect(try await controller.results.executions(of: id).map(\.status) == [.completed, .stopped])
        await controller.orchestrator.stop()
        try await running.fixture.close()
    }

    @Test("a shutdown hands running tasks back, and the next engine goes on with them")
    func shutdown() async throws {
        let running = try await hanging()
        async let stopped: Void = running.controller.orchestrator.stop()
        await running.fixture.clock.advance { running.fixture.executor.running.isEmpty }
        await stopped
        let state = try await running.controller.getProcessState(running.id)
        #expect(state.status == .inProgress)
        #expect(state.tasks["b"]?.status == .ready)
        #expect(state.tasks["b"]?.retryCount == 0)

        let next = ProcessController(orchestrator: running.fixture.orchestrator())
        try await next.orchestrator.start()
        try await running.fixture.end(of: running.id, with: next)
        #expect(try await next.manager.process(running.id).status == .completed)
        let execution = try #require(try await next.manager.process(running.id).currentExecutionID)
        let attempts = try await next.results.attempts(of: execution).filter { $0.task == "b" }
        #expect(attempts.map(\.outcome) == [.returned, .completed])
        await next.orchestrator.stop()
        try await running.fixture.close()
    }

    @Test("a shutdown fails a task that it had to interrupt, and that runs at most once")
    func shutdownOfAtMostOnce() async throws {
        let running = try await hanging(.fail)
        async let stopped: Void = running.controller.orchestrator.stop()
        await running.fixture.clock.advance { running.fixture.executor.running.isEmpty }
        await stopped
        let next = ProcessController(orchestrator: running.fixture.orchestrator())
        try await next.orchestrator.start()
        try await running.fixture.end(of: running.id, with: next)
        let state = try await next.getProcessState(running.id)
        #expect(state.status == .failed)
        #expect(state.tasks["b"]?.errorMessage == "interrupted by the end of its worker")
        #expect(running.fixture.executor.calls.count { $0.task == "b" } == 1)
        await next.orchestrator.stop()
        try await running.fixture.close()
    }

    @Test(
        "tasks of an engine that died are taken up again, or failed where they must run at most once",
        arguments: [(InterruptionPolicy.retry, ProcessStatus.completed), (.fail, .failed)])
    func crash(policy: InterruptionPolicy, expected: ProcessStatus) async throws {
        let running = try await hanging(policy)
        // The first engine is never stopped: to the second one it is as good as dead, and it must notice.
        let next = ProcessController(orchestrator: running.fixture.orchestrator())
        try await next.orchestrator.start()
        try await running.fixture.end(of: running.id, with: next)
        #expect(try await next.manager.process(running.id).status == expected)
        let execution = try #require(try await next.manager.process(running.id).currentExecutionID)
        let attempts = try await next.results.attempts(of: execution).filter { $0.task == "b" }
        #expect(attempts.first?.outcome == .lost)
        await running.fixture.clock.advance { !running.fixture.executor.running.contains("b") }
        await running.controller.orchestrator.stop()
        await next.orchestrator.stop()
        try await running.fixture.close()
    }

    @Test("events tell every transition in order")
    func events() async throws {
        let fixture = try await EngineFixture()
        try fixture.add("work", tasks: "a")
        let (process, _) = try await fixture.run("work")
        let kinds = try await fixture.store.events(after: 0, process: process.id, limit: 100).map(\.kind)
        #expect(
            kinds == [
                "process.created", "execution.started", "task.ready", "task.in-progress", "task.completed",
                "execution.ended"
            ])
        try await fixture.close()
    }

    @Test("a wait returns when the execution has ended")
    func waitForEnd() async throws {
        let fixture = try await EngineFixture()
        try fixture.add("work", tasks: "a", "b")
        let orchestrator = fixture.orchestrator()
        let controller = ProcessController(orchestrator: orchestrator)
        try await orchestrator.start()
        let id = try await controller.createProcess(type: "work").id
        let execution = try await controller.startProcess(id)
        #expect(try await orchestrator.waitForEnd(of: execution.id).status == .completed)
        #expect(try await orchestrator.waitForEnd(of: execution.id).status == .completed)
        await orchestrator.stop()
        try await fixture.close()
    }
}
