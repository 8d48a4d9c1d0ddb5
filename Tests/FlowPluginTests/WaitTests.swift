import FlowPlugin
import Foundation
import Procession
import ProcessionEngine
import ProcessionTesting
import Testing

@Suite("wait", .timeLimit(.minutes(1)))
struct WaitTests {
    @Test("a wait holds no slot, and is over when its time has come", arguments: ["90s", "for"])
    func duration(form: String) async throws {
        let engine = try await FlowEngine(configuration: EngineConfiguration(inlineSlots: 1, shutdownGrace: .zero))
        try engine.add(
            """
            name: nap
            tasks:
              - name: settle
                wait: \(form == "for" ? "{for: 90s}" : form)
              - name: other
                needs: []
                scripted: null
              - name: after
                needs: [settle]
                scripted: null
            """)
        let start = engine.clock.now
        let (process, tasks) = try await engine.run("nap")
        #expect(process.status == .completed)
        #expect(engine.executor.calls.map(\.task) == ["other", "after"])
        let settle = try #require(tasks.first { $0.name == "settle" })
        let until = try #require(
            settle.outputs.map { try Value(json: $0) }?["until"]?.string.flatMap { DateText($0)?.date })
        // The time begins when the wait does, which the clock may have moved on to.
        #expect(until.timeIntervalSince(start) >= 90)
        let end = try #require(settle.completedAt)
        #expect(end >= until)
        #expect(settle.attempt == 2)
        #expect(settle.command == "90s")
        try await engine.close()
    }

    @Test(
        "a wait until a point in time is over then, or at once",
        arguments: [
            ("2026-01-01T00:02:00Z", "2026-01-01T00:02:00Z", 2), ("2026-01-01T01:01+01:00", "2026-01-01T00:01:00Z", 2),
            ("2025-12-31", "2025-12-31T00:00:00Z", 1)
        ])
    func until(text: String, end: String, attempts: Int) async throws {
        let engine = try await FlowEngine()
        try engine.add(
            """
            name: embargo
            inputs: {publish_at: string}
            tasks:
              - name: embargo
                wait: {until: "${publish_at}"}
            """)
        let (process, tasks) = try await engine.run("embargo", input: .values(["publish_at": .string(text)]))
        #expect(process.status == .completed)
        #expect(tasks[0].outputs == #"{"until":"\#(end)"}"#)
        #expect(tasks[0].attempt == attempts)
        try await engine.close()
    }

    @Test("a wait goes on after the engine has ended, and its time with it")
    func restart() async throws {
        let engine = try await FlowEngine()
        try engine.add("name: nap\ntasks:\n  - name: settle\n    wait: 1h\n")
        var controller = ProcessController(orchestrator: engine.orchestrator())
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: "nap").id
        try await controller.startProcess(id)
        try await engine.clock.advance { try await controller.manager.tasks(of: id)[0].status == .waiting }
        await controller.orchestrator.stop()
        engine.clock.advance(by: .seconds(3599))
        controller = ProcessController(orchestrator: engine.orchestrator())
        let start = engine.clock.now
        try await controller.orchestrator.start()
        try await engine.clock.advance { try await controller.manager.process(id).status.isAtRest }
        #expect(try await controller.manager.process(id).status == .completed)
        #expect(engine.clock.now.timeIntervalSince(start) < 10)
        await controller.orchestrator.stop()
        try await engine.close()
    }

    @Test("a stop ends a wait at once")
    func stop() async throws {
        let engine = try await FlowEngine()
        try engine.add("name: nap\ntasks:\n  - name: settle\n    wait: 1h\n")
        let controller = ProcessController(orchestrator: engine.orchestrator())
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: "nap").id
        try await controller.startProcess(id)
        try await engine.clock.advance { try await controller.manager.tasks(of: id)[0].status == .waiting }
        try await controller.stopProcess(id)
        #expect(try await controller.manager.process(id).status == .stopped)
        #expect(try await controller.manager.tasks(of: id)[0].status == .stopped)
        await controller.orchestrator.stop()
        try await engine.close()
    }

    @Test("a value that is no time fails the task")
    func invalid() async throws {
        let engine = try await FlowEngine()
        try engine.add(
            "name: nap\ninputs: {end: string}\ntasks:\n  - name: settle\n    wait: {until: \"${end}\"}\n")
        let (process, tasks) = try await engine.run("nap", input: .values(["end": "tomorrow"]))
        #expect(process.status == .failed)
        #expect(
            tasks[0].errorMessage?.contains(
                "'until' must be a point in time such as 2026-12-24T18:00:00+01:00, not 'tomorrow'")
                == true, "\(tasks[0].errorMessage ?? "")")
        #expect(tasks[0].errorClass == .expression)
        try await engine.close()
    }

    @Test(
        "a configuration that says too much, too little or nonsense is refused",
        arguments: [
            (["for": "1s", "until": "2026-01-01"], "conflicting-keys"), ([:], "missing-key"),
            (["until": "noon"], "invalid-value"), ("soon", "invalid-value"), (["till": "1s"], "unknown-key")
        ] as [(Value, String)])
    func violations(configuration: Value, code: String) throws {
        let executors = ExecutorRegistry()
        try FlowPlugin().register(executors: executors, types: ProcessTypeRegistry())
        let found = try #require(executors["wait"]).violations(in: configuration)
        #expect(found.first?.code.description == code)
    }

    @Test("the page shows every example of the descriptor, and no other key")
    func page() throws {
        let page = try ExamplePage.read("FlowPlugin")
        for example in WaitExecutor.descriptor.examples { #expect(page.contains(example.yaml)) }
    }
}
