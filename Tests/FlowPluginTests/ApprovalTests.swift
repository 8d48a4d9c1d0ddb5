import FlowPlugin
import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("approval", .timeLimit(.minutes(1)))
struct ApprovalTests {
    private static let release = """
        name: release
        inputs: {version: string}
        tasks:
          - name: ask
            approval: Deploy ${version}?
          - name: deploy
            when: tasks.ask.outputs.by == 'ann'
            scripted: null
        outputs: {note: "${tasks.ask.outputs.note}"}
        """

    /// Starts a process of the release type, and gives it back when it waits for approval.
    private func waiting(in engine: FlowEngine, _ controller: ProcessController) async throws -> TaskRecord {
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: "release", input: .text("version:1.2")).id
        try await controller.startProcess(id)
        try await engine.clock.advance { try await !controller.manager.tasksAwaitingApproval().isEmpty }
        return try #require(try await controller.manager.tasksAwaitingApproval().first)
    }

    @Test("a task waits for approval without a slot, and goes on with the decision at once")
    func approve() async throws {
        let engine = try await FlowEngine(configuration: EngineConfiguration(inlineSlots: 1, shutdownGrace: .zero))
        try engine.add(Self.release)
        let controller = ProcessController(orchestrator: engine.orchestrator())
        let task = try await waiting(in: engine, controller)
        #expect(task.awaits == .approval("Deploy 1.2?"))
        #expect(task.command == "Deploy 1.2?")
        #expect(task.readyAt == nil)
        try await controller.approveTask(task.id, by: "ann", note: "looks good")
        // No time passes from here on: the decision itself wakes the engine.
        while try await !controller.manager.process(task.processID).status.isAtRest { await Task.yield() }
        let process = try await controller.manager.process(task.processID)
        #expect(process.status == .completed)
        #expect(process.outputs == #"{"note":"looks good"}"#)
        #expect(engine.executor.calls.map(\.task) == ["deploy"])
        await controller.orchestrator.stop()
        #expect(try await engine.store.check() == [])
        try await engine.close()
    }

    @Test("a rejection fails the task with who and why, and is not tried again")
    func reject() async throws {
        let engine = try await FlowEngine()
        try engine.add(
            Self.release.replacing("tasks:\n", with: "defaults: {retry: 5}\ntasks:\n").replacing(
                "outputs:",
                with: "on_failure:\n  - {name: tell, when: \"!tasks.ask.outputs.approved\", scripted: null}\noutputs:"))
        let controller = ProcessController(orchestrator: engine.orchestrator())
        let task = try await waiting(in: engine, controller)
        try await controller.rejectTask(task.id, by: "bo", note: "too early")
        try await engine.clock.advance { try await controller.manager.process(task.processID).status.isAtRest }
        let state = try await controller.getProcessState(task.processID)
        #expect(state.process.errorMessage == "task 'ask' failed: rejected by bo: too early")
        #expect(state.tasks.map(\.status) == [.failed, .skipped, .completed])
        #expect(state.tasks[0].errorClass == .authorization)
        let error = await #expect(throws: ProcessionError.self) { try await controller.approveTask(task.id) }
        #expect(error?.code == .stateConflict)
        #expect(
            error?.message
                == "the task 'ask' of process '\(task.processID)' does not wait for approval: it is FAILED")
        await controller.orchestrator.stop()
        try await engine.close()
    }

    @Test(
        "when nobody decides in time, the type says what holds",
        arguments: [
            ("", TaskStatus.failed, "nobody decided within 1m30s"),
            ("on_timeout: reject", .failed, "nobody decided within 1m30s"),
            ("on_timeout: approve", .completed, nil)
        ] as [(String, TaskStatus, String?)])
    func timeout(outcome: String, status: TaskStatus, message: String?) async throws {
        let engine = try await FlowEngine()
        try engine.add(
            """
            name: release
            defaults: {retry: 3, timeout: 1m}
            tasks:
              - name: ask
                approval: {message: Sure?, timeout: 90s\(outcome.isEmpty ? "" : ", \(outcome)")}
            """)
        let start = engine.clock.now
        let (_, tasks) = try await engine.run("release")
        #expect(tasks[0].status == status)
        #expect(tasks[0].errorMessage == message)
        #expect(try #require(tasks[0].completedAt).timeIntervalSince(start) >= 90)
        #expect(tasks[0].attempt == 2)
        if status == .completed {
            let outputs = try #require(tasks[0].outputs)
            #expect(outputs.hasPrefix(#"{"approved":true,"by":null,"decided_at":"2026-01-01T00:01:"#))
            #expect(outputs.hasSuffix(#","note":"nobody decided within 1m30s"}"#))
        }
        try await engine.close()
    }

    @Test("a question outlives the engine, and can be answered while none runs")
    func restart() async throws {
        let engine = try await FlowEngine()
        try engine.add(Self.release)
        let first = ProcessController(orchestrator: engine.orchestrator())
        let task = try await waiting(in: engine, first)
        await first.orchestrator.stop()
        let second = ProcessController(orchestrator: engine.orchestrator())
        try await second.orchestrator.start()
        #expect(try await second.manager.tasksAwaitingApproval().map(\.id) == [task.id])
        await second.orchestrator.stop()
        let nobody = ProcessController(orchestrator: engine.orchestrator())
        try await nobody.approveTask(task.id, by: "ann")
        #expect(try await nobody.manager.tasksAwaitingApproval() == [])
        let third = ProcessController(orchestrator: engine.orchestrator())
        try await third.orchestrator.start()
        try await engine.clock.advance { try await third.manager.process(task.processID).status.isAtRest }
        #expect(try await third.manager.process(task.processID).status == .completed)
        #expect(engine.executor.calls.map(\.task) == ["deploy"])
        await third.orchestrator.stop()
        try await engine.close()
    }

    @Test("of many decisions at once exactly one counts")
    func race() async throws {
        let engine = try await FlowEngine()
        try engine.add(Self.release)
        let controller = ProcessController(orchestrator: engine.orchestrator())
        let task = try await waiting(in: engine, controller)
        let winners = await withTaskGroup(of: Bool?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    do {
                        try await controller.orchestrator.decide(
                            on: task.id, isApproved: number % 2 == 0, by: "\(number)")
                        return number % 2 == 0
                    } catch {
                        return nil
                    }
                }
            }
            return await group.reduce(into: [Bool]()) { if let won = $1 { $0.append(won) } }
        }
        #expect(winners.count == 1)
        let decided = try #require(try await engine.store.task(task.id))
        #expect(decided.status == (winners == [true] ? .completed : .failed))
        await controller.orchestrator.stop()
        try await engine.close()
    }

    @Test("a secret in a question is masked wherever it is kept")
    func secrets() async throws {
        let engine = try await FlowEngine(secrets: ["TOKEN": "s3cr3t-value"])
        try engine.add(
            """
            name: release
            inputs: {version: string}
            secrets: [TOKEN]
            tasks:
              - name: ask
                approval: Use ${secrets.TOKEN}?
            """)
        let controller = ProcessController(orchestrator: engine.orchestrator())
        let task = try await waiting(in: engine, controller)
        #expect(task.awaits == .approval("Use ***?"))
        await controller.orchestrator.stop()
        try await engine.close()
    }

    @Test(
        "a decision that can't be kept is refused, and changes nothing",
        arguments: [
            ("", nil), (String(repeating: "x", count: 256), nil), ("ann", "a\0b"), ("ann", ""),
            ("ann\nbo approved", nil), ("ann\r", nil), ("\u{1B}[2K", nil), ("ann\u{2028}", nil), ("ann\u{85}", nil)
        ] as [(String, String?)])
    func unkeepable(by: String, note: String?) async throws {
        let engine = try await FlowEngine()
        try engine.add(Self.release)
        let controller = ProcessController(orchestrator: engine.orchestrator())
        let task = try await waiting(in: engine, controller)
        let error = await #expect(throws: ProcessionError.self) {
            try await controller.approveTask(task.id, by: by, note: note)
        }
        #expect(error?.code == .invalidArgument)
        #expect(try await controller.manager.tasksAwaitingApproval().map(\.id) == [task.id])
        await controller.orchestrator.stop()
        try await engine.close()
    }

    @Test(
        "a configuration that says too much, too little or nonsense is refused",
        arguments: [
            ("", "invalid-value"), (["message": ""], "invalid-value"), ([:], "missing-key"),
            (["message": "x", "on_timeout": "approve"], "missing-key"),
            (["message": "x", "timeout": "2d", "on_timeout": "explode"], "invalid-value"),
            (["message": "x", "timeout": "soon"], "invalid-value"), (["text": "x"], "unknown-key")
        ] as [(Value, String)])
    func violations(configuration: Value, code: String) throws {
        let executors = ExecutorRegistry()
        try FlowPlugin().register(executors: executors, types: ProcessTypeRegistry())
        let found = try #require(executors["approval"]).violations(in: configuration)
        #expect(found.first?.code.description == code, "\(found)")
    }

    @Test("the page shows every example of the descriptor")
    func page() throws {
        let page = try ExamplePage.read("FlowPlugin")
        for example in ApprovalExecutor.descriptor.examples { #expect(page.contains(example.yaml)) }
    }
}
