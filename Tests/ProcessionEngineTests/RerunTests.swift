import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("Reruns, and starts after an edit", .timeLimit(.minutes(1)))
struct RerunTests {
    /// `load` gives rows, `check` fails at first, `report` and the handlers come after it.
    private func broken() -> ProcessDefinition {
        ProcessDefinition(
            type: "work",
            tasks: [
                .scripted("load", outputs: ["rows": .integer]),
                .scripted("check", when: "tasks.load.outputs.rows == 7"), .scripted("report")
            ],
            handlers: [.onFailure: [.scripted("tell")], .finally: [.scripted("always")]],
            outputs: ["rows": "${tasks.load.outputs.rows}"])
    }

    private static let scripts: [TaskName: [ScriptedExecutor.Step]] = [
        "load": [.complete(outputs: ["rows": 7])], "check": [.fail(TaskFailure(.runtime, "broken")), .complete()]
    ]

    private struct Failed {
        var fixture: EngineFixture
        var controller: ProcessController
        var id: ProcessID
        var execution: ExecutionID

        /// Has another execution run, and waits for its end.
        func finish() async throws -> ProcessState {
            try await fixture.end(of: id, with: controller)
            await controller.orchestrator.stop()
            return try await controller.getProcessState(id)
        }
    }

    /// Runs the process until `check` has failed it; another engine, with an edited type if any, is ready then.
    private func failed(edited: ProcessDefinition? = nil) async throws -> Failed {
        let fixture = try await EngineFixture(Self.scripts)
        try fixture.add(broken())
        let (process, _) = try await fixture.run("work")
        #expect(process.status == .failed)
        let types = ProcessTypeRegistry()
        try types.register(FixedType(definition: edited ?? broken()))
        let controller = ProcessController(orchestrator: fixture.orchestrator(types: types))
        try await controller.orchestrator.start()
        return Failed(
            fixture: fixture, controller: controller, id: process.id,
            execution: try #require(process.currentExecutionID))
    }

    @Test("a rerun of what failed takes completed tasks over with their outputs, and runs the rest")
    func onlyFailed() async throws {
        let failed = try await failed()
        let execution = try await failed.controller.rerunProcess(failed.id, onlyFailed: true)
        #expect(execution.rerunOf == failed.execution)
        let state = try await failed.finish()
        #expect(state.status == .completed)
        #expect(
            state.tasks.states == [
                "load COMPLETED", "check COMPLETED", "report COMPLETED", "tell SKIPPED", "always COMPLETED"
            ])
        #expect(state.process.outputs == #"{"rows":7}"#)
        #expect(
            failed.fixture.executor.calls.map(\.task) == [
                "load", "check", "tell", "always", "check", "report", "always"
            ])
        let attempts = try await failed.controller.results.attempts(of: execution.id)
        #expect(attempts.filter { $0.outcome != .skipped }.map(\.task) == ["check", "report", "always"])
        try await failed.fixture.close()
    }

    @Test("a whole rerun runs everything, and says what it reruns")
    func all() async throws {
        let failed = try await failed()
        let execution = try await failed.controller.rerunProcess(failed.id)
        #expect(execution.rerunOf == failed.execution)
        #expect(try await failed.finish().status == .completed)
        #expect(failed.fixture.executor.calls.count { $0.task == "load" } == 2)
        try await failed.fixture.close()
    }

    @Test("a task whose definition has changed runs again, with what needs it")
    func edited() async throws {
        var definition = broken()
        definition.tasks[0].environment = ["MODE": "fast"]
        let failed = try await failed(edited: definition)
        try await failed.controller.rerunProcess(failed.id, onlyFailed: true)
        #expect(try await failed.finish().status == .completed)
        #expect(failed.fixture.executor.calls.count { $0.task == "load" } == 2)
        try await failed.fixture.close()
    }

    @Test("a longer timeout or another task beside it is no reason to run a task again")
    func editedAside() async throws {
        var definition = broken()
        definition.tasks[0].timeout = .seconds(7200)
        definition.tasks.append(.scripted("extra", needs: []))
        let failed = try await failed(edited: definition)
        try await failed.controller.rerunProcess(failed.id, onlyFailed: true)
        let state = try await failed.finish()
        #expect(state.status == .completed)
        #expect(state.tasks["extra"]?.status == .completed)
        #expect(failed.fixture.executor.calls.count { $0.task == "load" } == 1)
        try await failed.fixture.close()
    }

    @Test("what every task works with has changed: all run again")
    func editedEnvironment() async throws {
        var definition = broken()
        definition.environment = ["REGION": "eu"]
        let failed = try await failed(edited: definition)
        try await failed.controller.rerunProcess(failed.id, onlyFailed: true)
        #expect(try await failed.finish().status == .completed)
        #expect(failed.fixture.executor.calls.count { $0.task == "load" } == 2)
        try await failed.fixture.close()
    }

    @Test("a start after an edit expands anew, and history keeps what ran before")
    func startAfterEdit() async throws {
        var definition = broken()
        definition.tasks = [.scripted("fetch"), .scripted("store")]
        definition.outputs = [:]
        let failed = try await failed(edited: definition)
        try await failed.controller.startProcess(failed.id)
        let state = try await failed.finish()
        #expect(
            state.tasks.states == ["fetch COMPLETED", "store COMPLETED", "tell SKIPPED", "always COMPLETED"])
        let history = try await failed.controller.results.executions(of: failed.id)
        #expect(history.map(\.status) == [.completed, .failed])
        #expect(history.map(\.rerunOf) == [nil, nil])
        let now = try #require(try await failed.controller.results.definition(of: history[0].id))
        let then = try #require(try await failed.controller.results.definition(of: failed.execution))
        #expect(now.contains("fetch") && !now.contains("load"))
        #expect(then.contains("load") && !then.contains("fetch"))
        #expect(
            try await failed.controller.results.attempts(of: failed.execution).map(\.task)
                == ["load", "check", "tell", "always"])
        try await failed.fixture.close()
    }

    @Test("there must be something to run again: an end, and a failure")
    func refusals() async throws {
        let fixture = try await EngineFixture(["a": [.block]])
        try fixture.add("work", tasks: "a")
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: "work").id
        func expect(_ message: String, onlyFailed: Bool = false) async {
            await #expect { try await controller.rerunProcess(id, onlyFailed: onlyFailed) } throws: {
                let error = $0 as? ProcessionError
                return error?.code == .stateConflict && error?.message.contains(message) == true
            }
        }
        await expect("has never run")
        try await controller.startProcess(id)
        await fixture.clock.advance { fixture.executor.held == ["a"] }
        await expect("is running already", onlyFailed: true)
        fixture.executor.release("a")
        try await fixture.end(of: id, with: controller)
        await expect("nothing of the process", onlyFailed: true)
        await controller.orchestrator.stop()
        #expect(try await controller.results.executions(of: id).count == 1)
        try await fixture.close()
    }

    @Test("what was stopped goes on from where it was")
    func stopped() async throws {
        let fixture = try await EngineFixture(["b": [.hang, .complete()]])
        try fixture.add("work", tasks: "a", "b", "c")
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: "work").id
        try await controller.startProcess(id)
        await fixture.clock.advance { fixture.executor.running == ["b"] }
        try await controller.stopProcess(id)
        try await fixture.end(of: id, with: controller)
        try await controller.rerunProcess(id, onlyFailed: true)
        try await fixture.end(of: id, with: controller)
        #expect(try await controller.getProcessState(id).status == .completed)
        #expect(fixture.executor.calls.map(\.task) == ["a", "b", "b", "c"])
        await controller.orchestrator.stop()
        try await fixture.close()
    }
}
