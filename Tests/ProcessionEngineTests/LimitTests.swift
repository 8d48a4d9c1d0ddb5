import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("Limits", .timeLimit(.minutes(1)))
struct LimitTests {
    @Test("tasks of a pool run as many at a time as it has slots: one, where nobody has set it")
    func pool() async throws {
        for (slots, expected) in [(nil, 1), (3, 3)] as [(Int?, Int)] {
            let names = (0..<6).map { TaskName("t\($0)") }
            let fixture = try await EngineFixture(Dictionary(uniqueKeysWithValues: names.map { ($0, [.block]) }))
            try fixture.add(
                ProcessDefinition(type: "work", tasks: names.map { .scripted($0, needs: [], pool: "disk") }))
            let controller = ProcessController(orchestrator: fixture.orchestrator())
            try await controller.orchestrator.start()
            if let slots { try await controller.setPool("disk", slots: slots) }
            let id = try await controller.createProcess(type: "work").id
            try await controller.startProcess(id)
            await fixture.clock.advance { fixture.executor.held.count == expected }
            try await fixture.clock.advance {
                for task in fixture.executor.held { fixture.executor.release(task) }
                return try await controller.manager.process(id).status.isAtRest
            }
            #expect(fixture.executor.mostRunning == expected)
            #expect(fixture.executor.calls.count == 6)
            #expect(try await controller.getProcessState(id).status == .completed)
            await controller.orchestrator.stop()
            try await fixture.close()
        }
    }

    @Test("a pool that gets more slots goes on at once")
    func resized() async throws {
        let fixture = try await EngineFixture()
        try fixture.add(ProcessDefinition(type: "work", tasks: [.scripted("a", pool: "disk")]))
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        try await controller.orchestrator.start()
        try await controller.setPool("disk", slots: 0)
        let id = try await controller.createProcess(type: "work").id
        try await controller.startProcess(id)
        await fixture.pass(.seconds(30))
        #expect(try await controller.getProcessState(id).tasks.states == ["a READY"])
        #expect(
            try await controller.manager.pools()
                == [PoolRecord(name: "disk", slots: 0, isSet: true, running: 0, waiting: 1)])
        try await controller.setPool("disk", slots: 1)
        try await fixture.end(of: id, with: controller)
        #expect(try await controller.getProcessState(id).status == .completed)
        await #expect(throws: ProcessionError.self) { try await controller.setPool("Disk!", slots: 1) }
        await #expect(throws: ProcessionError.self) { try await controller.setPool("disk", slots: -1) }
        await controller.orchestrator.stop()
        try await fixture.close()
    }

    /// Processes of one type with a limit whose key is an input.
    ///
    /// - Parameter steps: what the calls of their task `work` do, whichever process it is of.
    private func limited(
        _ whenFull: ConcurrencyLimit.WhenFull, _ steps: ScriptedExecutor.Step...
    ) async throws -> (EngineFixture, ProcessController) {
        let fixture = try await EngineFixture(["work": steps])
        try fixture.add(
            ProcessDefinition(
                type: "sync", tasks: [.scripted("work")], handlers: [.onStop: [.scripted("halt")]],
                concurrency: ConcurrencyLimit(key: "sync-${region}", limit: 1, whenFull: whenFull)),
            inputs: [InputSpec(name: "region", type: .string)])
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        try await controller.orchestrator.start()
        for (id, region) in [("a", "eu"), ("b", "eu"), ("c", "us")] as [(ProcessID, String)] {
            try await controller.createProcess(type: "sync", input: .text("region:\(region)"), id: id)
        }
        return (fixture, controller)
    }

    @Test("executions queue by a key that is filled in from their input")
    func queue() async throws {
        let (fixture, controller) = try await limited(.queue, .block, .complete())
        try await controller.startProcess("a")
        await fixture.clock.advance { fixture.executor.held == ["work"] }
        for id in ["b", "c"] as [ProcessID] { try await controller.startProcess(id) }
        try await fixture.end(of: "c", with: controller)
        #expect(fixture.executor.calls.count == 2)
        let queued = try #require(try await controller.results.executions(of: "b").first)
        #expect(queued.queuedAt != nil)
        #expect(queued.concurrencyKey == "sync-eu")
        fixture.executor.release("work")
        for id in ["a", "b", "c"] as [ProcessID] {
            try await fixture.end(of: id, with: controller)
            #expect(try await controller.getProcessState(id).status == .completed)
        }
        await controller.orchestrator.stop()
        try await fixture.close()
    }

    @Test("a queue outlives the engine")
    func restart() async throws {
        let (fixture, controller) = try await limited(.queue, .block)
        for id in ["a", "b"] as [ProcessID] { try await controller.startProcess(id) }
        await fixture.clock.advance { fixture.executor.held == ["work"] }
        async let stopped: Void = controller.orchestrator.stop()
        await fixture.clock.advance { fixture.executor.running.isEmpty }
        await stopped
        let next = ProcessController(orchestrator: fixture.orchestrator())
        try await next.orchestrator.start()
        await fixture.clock.advance { fixture.executor.held == ["work"] }
        #expect(try await next.results.executions(of: "b").first?.queuedAt != nil)
        fixture.executor.release("work")
        try await fixture.end(of: "b", with: next)
        #expect(try await next.getProcessState("b").status == .completed)
        await next.orchestrator.stop()
        try await fixture.close()
    }

    @Test("replace stops the running one and goes on when that has ended")
    func replace() async throws {
        let (fixture, controller) = try await limited(.replace, .block)
        try await controller.startProcess("a")
        await fixture.clock.advance { fixture.executor.held == ["work"] }
        try await controller.startProcess("b")
        try await fixture.end(of: "a", with: controller)
        #expect(try await controller.getProcessState("a").tasks.states == ["work STOPPED", "halt COMPLETED"])
        fixture.executor.release("work")
        try await fixture.end(of: "b", with: controller)
        #expect(try await controller.getProcessState("b").status == .completed)
        await controller.orchestrator.stop()
        try await fixture.close()
    }

    @Test("skip refuses the start, fail records an execution that failed; both say why")
    func skipAndFail() async throws {
        for whenFull in [ConcurrencyLimit.WhenFull.skip, .fail] {
            let (fixture, controller) = try await limited(whenFull, .block)
            try await controller.startProcess("a")
            await fixture.clock.advance { fixture.executor.held == ["work"] }
            let reason = "another execution with the concurrency key 'sync-eu' is under way"
            do {
                let execution = try await controller.startProcess("b")
                #expect(whenFull == .fail)
                #expect(execution.status == .failed)
                #expect(execution.errorMessage == reason)
                #expect(try await controller.getProcessState("b").tasks.states == ["work SKIPPED", "halt SKIPPED"])
            } catch {
                #expect(whenFull == .skip)
                #expect(error.code == .stateConflict)
                #expect(error.message == "the start of 'b' is skipped: \(reason)")
                #expect(try await controller.getProcessState("b").status == .pending)
            }
            fixture.executor.release("work")
            try await fixture.end(of: "a", with: controller)
            try await controller.startProcess("b")
            try await fixture.end(of: "b", with: controller)
            #expect(try await controller.getProcessState("b").status == .completed)
            await controller.orchestrator.stop()
            try await fixture.close()
        }
    }

    @Test("priorities of type, process and task add up, within bounds")
    func priorities() async throws {
        let fixture = try await EngineFixture()
        var task = TaskDefinition.scripted("a")
        task.priority = 3
        try fixture.add(ProcessDefinition(type: "work", tasks: [task, .scripted("b")], priority: 20))
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        try await controller.createProcess(type: "work", id: "p", priority: 40)
        try await controller.createProcess(type: "work", id: "q", priority: 100)
        #expect(try await controller.getProcessState("p").tasks.map(\.priority) == [63, 60])
        #expect(try await controller.getProcessState("q").tasks.map(\.priority) == [100, 100])
        await #expect(throws: ProcessionError.self) {
            try await controller.createProcess(type: "work", priority: 101)
        }
        try await fixture.close()
    }

    @Test("a key that the input leaves empty is refused when the process is made")
    func emptyKey() async throws {
        let fixture = try await EngineFixture()
        try fixture.add(
            ProcessDefinition(
                type: "sync", tasks: [.scripted("a")], concurrency: ConcurrencyLimit(key: "${region}", limit: 1)),
            inputs: [InputSpec(name: "region", type: .string)])
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        await #expect { try await controller.createProcess(type: "sync") } throws: {
            ($0 as? ProcessionError)?.code == .invalidInput
        }
        #expect(try await controller.getAllProcesses().isEmpty)
        try await fixture.close()
    }
}
