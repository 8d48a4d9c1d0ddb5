import Procession
import ProcessionEngine
import ProcessionTesting
import Testing

@Suite("The flow of a process", .timeLimit(.minutes(1)))
struct FlowTests {
    private func failure(_ message: String = "broken") -> ScriptedExecutor.Step {
        .fail(TaskFailure(.runtime, message))
    }

    @Test("tasks of a plain list run one after the other")
    func plainList() async throws {
        let fixture = try await EngineFixture()
        try fixture.add("chain", tasks: "a", "b", "c")
        let (process, tasks) = try await fixture.run("chain")
        #expect(process.status == .completed)
        #expect(process.currentTaskIndex == 3)
        #expect(process.totalTasks == 3)
        #expect(tasks.states == ["a COMPLETED", "b COMPLETED", "c COMPLETED"])
        #expect(fixture.executor.calls.map(\.task) == ["a", "b", "c"])
        #expect(fixture.executor.mostRunning == 1)
        try await fixture.close()
    }

    @Test("a task starts when all that it needs have ended, and independent tasks run at the same time")
    func diamond() async throws {
        let fixture = try await EngineFixture(["left": [.block], "right": [.block]])
        try fixture.add(
            ProcessDefinition(
                type: "diamond",
                tasks: [
                    .scripted("top"), .scripted("left", needs: ["top"]), .scripted("right", needs: ["top"]),
                    .scripted("bottom", needs: ["left", "right"])
                ]))
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: "diamond").id
        try await controller.startProcess(id)
        await fixture.clock.advance { fixture.executor.running == ["left", "right"] }
        fixture.executor.release("left")
        try await fixture.clock.advance {
            try await controller.getProcessState(id).tasks["left"]?.status == .completed
        }
        #expect(try await controller.getProcessState(id).tasks["bottom"]?.status == .pending)
        #expect(try await controller.getProcessState(id).process.currentTaskIndex == 2)
        fixture.executor.release("right")
        try await fixture.end(of: id, with: controller)
        #expect(fixture.executor.calls.last?.task == "bottom")
        await controller.orchestrator.stop()
        try await fixture.close()
    }

    @Test("no more tasks run at the same time than there are slots")
    func slots() async throws {
        let fixture = try await EngineFixture(
            configuration: EngineConfiguration(inlineSlots: 3, shutdownGrace: .zero))
        let tasks = (0..<50).map { TaskDefinition.scripted(TaskName("task-\($0)"), needs: []) }
        try fixture.add(ProcessDefinition(type: "wide", tasks: tasks))
        let (process, _) = try await fixture.run("wide")
        #expect(process.status == .completed)
        #expect(fixture.executor.calls.count == 50)
        #expect(fixture.executor.mostRunning <= 3)
        try await fixture.close()
    }

    @Test("after a failure no new task starts")
    func failFast() async throws {
        let fixture = try await EngineFixture(["b": [failure()]])
        try fixture.add("chain", tasks: "a", "b", "c")
        let (process, tasks) = try await fixture.run("chain")
        #expect(process.status == .failed)
        #expect(process.errorMessage == "task 'b' failed: broken")
        #expect(tasks.states == ["a COMPLETED", "b FAILED", "c SKIPPED"])
        #expect(tasks["b"]?.errorMessage == "broken")
        #expect(tasks["b"]?.errorClass == .runtime)
        #expect(process.currentTaskIndex == 3)
        try await fixture.close()
    }

    @Test("without fail_fast, branches that don't need the failed task go on")
    func failSlow() async throws {
        let fixture = try await EngineFixture(["a": [failure()]])
        try fixture.add(
            ProcessDefinition(
                type: "branches",
                tasks: [
                    .scripted("a"), .scripted("after-a", needs: ["a"]), .scripted("after-after-a"),
                    .scripted("b", needs: []), .scripted("after-b", needs: ["b"])
                ], failFast: false))
        let (process, tasks) = try await fixture.run("branches")
        #expect(process.status == .failed)
        #expect(
            tasks.states == [
                "a FAILED", "after-a SKIPPED", "after-after-a SKIPPED", "b COMPLETED", "after-b COMPLETED"
            ])
        try await fixture.close()
    }

    @Test("a failure that is allowed lets the process complete")
    func allowedFailure() async throws {
        let fixture = try await EngineFixture(["a": [failure()]])
        try fixture.add(
            ProcessDefinition(type: "lenient", tasks: [.scripted("a", allowsFailure: true), .scripted("b")]))
        let (process, tasks) = try await fixture.run("lenient")
        #expect(process.status == .completed)
        #expect(tasks.states == ["a FAILED", "b COMPLETED"])
        try await fixture.close()
    }

    @Test(
        "a condition decides whether a task runs",
        arguments: [
            ("${inputs.flag}", "true", "COMPLETED"), ("${inputs.flag}", "false", "SKIPPED"),
            ("inputs.flag", "true", "COMPLETED"), ("tasks.first.outputs.rows > 2", "true", "COMPLETED"),
            ("tasks.first.outputs.rows > 3", "true", "SKIPPED"),
            ("tasks.first.status == 'COMPLETED'", "true", "COMPLETED")
        ])
    func condition(condition: String, flag: String, expected: String) async throws {
        let fixture = try await EngineFixture(["first": [.complete(outputs: ["rows": 3])]])
        try fixture.add(
            ProcessDefinition(
                type: "choice",
                tasks: [
                    .scripted("first", outputs: ["rows": .integer]), .scripted("maybe", when: condition),
                    .scripted("last")
                ]), inputs: [InputSpec(name: "flag", type: .boolean)])
        let (process, tasks) = try await fixture.run("choice", input: .text("flag:\(flag)"))
        #expect(process.status == .completed)
        #expect(tasks.states == ["first COMPLETED", "maybe \(expected)", "last COMPLETED"])
        try await fixture.close()
    }

    @Test("a condition that can't be evaluated fails its task")
    func brokenCondition() async throws {
        let fixture = try await EngineFixture()
        try fixture.add(
            ProcessDefinition(type: "broken", tasks: [.scripted("a", when: "1 / 0 > 2"), .scripted("b")]))
        let (process, tasks) = try await fixture.run("broken")
        #expect(process.status == .failed)
        #expect(tasks.states == ["a FAILED", "b SKIPPED"])
        #expect(tasks["a"]?.errorClass == .expression)
        try await fixture.close()
    }

    @Test("outputs of tasks become outputs of the process")
    func outputs() async throws {
        let fixture = try await EngineFixture(["a": [.complete(outputs: ["rows": 7, "file": "x.csv"])]])
        try fixture.add(
            ProcessDefinition(
                type: "giving", tasks: [.scripted("a", outputs: ["rows": .integer, "file": .string])],
                outputs: ["double": "${tasks.a.outputs.rows * 2}", "path": "/data/${tasks.a.outputs.file}"]))
        let (process, _) = try await fixture.run("giving")
        #expect(process.status == .completed)
        #expect(process.outputs == #"{"double":14,"path":"/data/x.csv"}"#)
        try await fixture.close()
    }

    @Test("outputs that can't be computed fail the process")
    func brokenOutputs() async throws {
        let fixture = try await EngineFixture()
        try fixture.add(
            ProcessDefinition(type: "giving", tasks: [.scripted("a")], outputs: ["x": "${1 / 0}"]))
        let (process, _) = try await fixture.run("giving")
        #expect(process.status == .failed)
        #expect(process.errorMessage?.contains("outputs") == true)
        try await fixture.close()
    }

    @Test(
        "handlers run after the tasks, by how those ended",
        arguments: [
            (false, ["work COMPLETED", "good COMPLETED", "bad SKIPPED", "halt SKIPPED", "always COMPLETED"]),
            (true, ["work FAILED", "good SKIPPED", "bad COMPLETED", "halt SKIPPED", "always COMPLETED"])
        ])
    func handlers(fails: Bool, expected: [String]) async throws {
        let fixture = try await EngineFixture(fails ? ["work": [failure()]] : [:])
        try fixture.add(
            ProcessDefinition(
                type: "handled", tasks: [.scripted("work")],
                handlers: [
                    .onSuccess: [.scripted("good")], .onFailure: [.scripted("bad")], .onStop: [.scripted("halt")],
                    .finally: [.scripted("always")]
                ]))
        let (process, tasks) = try await fixture.run("handled")
        #expect(process.status == (fails ? .failed : .completed))
        #expect(tasks.states == expected)
        #expect(fixture.executor.calls.last?.task == "always")
        #expect(process.totalTasks == 5)
        #expect(process.currentTaskIndex == 5)
        try await fixture.close()
    }

    @Test("a handler that fails makes a process fail that would have completed")
    func failingHandler() async throws {
        let fixture = try await EngineFixture(["tidy": [failure()]])
        try fixture.add(
            ProcessDefinition(
                type: "handled", tasks: [.scripted("work")],
                handlers: [.onSuccess: [.scripted("tidy"), .scripted("tell")], .finally: [.scripted("always")]]))
        let (process, tasks) = try await fixture.run("handled")
        #expect(process.status == .failed)
        #expect(tasks.states == ["work COMPLETED", "tidy FAILED", "tell SKIPPED", "always COMPLETED"])
        try await fixture.close()
    }

    @Test("a chain of 200 tasks runs in order")
    func longChain() async throws {
        let fixture = try await EngineFixture()
        let names = (0..<200).map { TaskName("task-\($0)") }
        try fixture.add(ProcessDefinition(type: "long", tasks: names.map { .scripted($0) }))
        let (process, _) = try await fixture.run("long")
        #expect(process.status == .completed)
        #expect(fixture.executor.calls.map(\.task) == names)
        try await fixture.close()
    }

    @Test("a handler can tell what went wrong")
    func errorMessage() async throws {
        let fixture = try await EngineFixture(["work": [failure("the disk is on fire")]])
        try fixture.add(
            ProcessDefinition(
                type: "handled", tasks: [.scripted("work")],
                handlers: [
                    .onFailure: [
                        .scripted("fire", when: "contains(error.message, 'on fire')"),
                        .scripted("flood", needs: [], when: "contains(error.message, 'under water')")
                    ]
                ]))
        let (_, tasks) = try await fixture.run("handled")
        #expect(tasks.states == ["work FAILED", "fire COMPLETED", "flood SKIPPED"])
        try await fixture.close()
    }
}
