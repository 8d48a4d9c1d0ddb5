import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("Tasks with items", .timeLimit(.minutes(1)))
struct ForEachTests {
    private func task(
        _ items: Value, named name: TaskName = "each", maxParallel: Int? = nil, needs: [TaskName]? = nil,
        when condition: String? = nil, allowsFailure: Bool = false
    ) -> TaskDefinition {
        var task = TaskDefinition.scripted(
            name, needs: needs, when: condition, allowsFailure: allowsFailure, outputs: ["size": .integer])
        task.configuration = "work on ${item}"
        task.forEach = ForEach(items, maxParallel: maxParallel)
        return task
    }

    private func size(_ size: Int) -> [ScriptedExecutor.Step] { [.complete(outputs: ["size": .integer(size)])] }
    private let failure: [ScriptedExecutor.Step] = [.fail(TaskFailure(.runtime, "broken"))]

    @Test("a list that is written down makes a row for each item from the beginning")
    func list() async throws {
        let fixture = try await EngineFixture(["each[0]": size(1), "each[1]": size(2), "each[2]": size(3)])
        try fixture.add(
            ProcessDefinition(
                type: "items", tasks: [task(["a", 7, ["x": "${who}"]]), .scripted("after")],
                outputs: ["sizes": "${tasks.each.outputs.size}"]), inputs: [InputSpec(name: "who")])
        let manager = ProcessController(orchestrator: fixture.orchestrator()).manager
        let created = try await manager.createProcess(type: "items", input: .text("who:me"))
        #expect(created.totalTasks == 5)
        #expect(
            try await manager.tasks(of: created.id).map(\.command) == [
                "work on ${item}", "work on a", "work on 7", #"work on {"x":"me"}"#, ""
            ])
        let (process, tasks) = try await fixture.run("items", input: .text("who:me"))
        #expect(process.status == .completed)
        #expect(process.totalTasks == 5)
        #expect(
            tasks.states == [
                "each COMPLETED", "each[0] COMPLETED", "each[1] COMPLETED", "each[2] COMPLETED", "after COMPLETED"
            ])
        #expect(tasks.map(\.item) == [nil, #""a""#, "7", #"{"x":"me"}"#, nil])
        #expect(process.outputs == #"{"sizes":[1,2,3]}"#)
        #expect(fixture.executor.calls.last?.task == "after")
        #expect(try await fixture.store.check() == [])
        try await fixture.close()
    }

    @Test("a list that a task gives makes the rows when that has completed")
    func expression() async throws {
        let fixture = try await EngineFixture([
            "find": [.complete(outputs: ["files": ["a.csv", "b.csv"]])], "each[0]": size(10), "each[1]": size(20)
        ])
        try fixture.add(
            ProcessDefinition(
                type: "items",
                tasks: [
                    .scripted("find", outputs: ["files": .list]), task("tasks.find.outputs.files"), .scripted("after")
                ], handlers: [.finally: [.scripted("tidy")]], outputs: ["sizes": "${tasks.each.outputs.size}"]))
        for _ in 0..<2 {
            let (process, tasks) = try await fixture.run("items")
            #expect(process.status == .completed)
            #expect(process.totalTasks == 6)
            #expect(process.currentTaskIndex == 6)
            #expect(tasks.map(\.index) == Array(0..<6))
            #expect(tasks.map(\.name) == ["find", "each", "each[0]", "each[1]", "after", "tidy"])
            #expect(tasks.map(\.command)[2...3] == ["work on a.csv", "work on b.csv"])
            #expect(process.outputs == #"{"sizes":[10,20]}"#)
        }
        #expect(try await fixture.store.check() == [])
        try await fixture.close()
    }

    @Test(
        "no items complete the task at once, with empty lists",
        arguments: [([], nil), ("inputs.files", "[]"), ("tasks.maybe.outputs.files", nil)] as [(Value, String?)])
    func empty(items: Value, files: String?) async throws {
        let fixture = try await EngineFixture()
        try fixture.add(
            ProcessDefinition(
                type: "items",
                tasks: [
                    .scripted("maybe", when: "false", outputs: ["files": .list]), task(items), .scripted("after")
                ], outputs: ["sizes": "${tasks.each.outputs.size}"]), inputs: [InputSpec(name: "files", type: .list)])
        let (process, tasks) = try await fixture.run("items", input: files.map { .text("files:\($0)") } ?? .none)
        #expect(process.status == .completed)
        #expect(tasks.states == ["maybe SKIPPED", "each COMPLETED", "after COMPLETED"])
        #expect(process.outputs == #"{"sizes":[]}"#)
        try await fixture.close()
    }

    @Test("what is no list fails the task")
    func noList() async throws {
        let fixture = try await EngineFixture(["find": [.complete(outputs: ["files": "a.csv"])]])
        try fixture.add(
            ProcessDefinition(
                type: "items",
                tasks: [.scripted("find", outputs: ["files": .string]), task("tasks.find.outputs.files")]))
        let (process, tasks) = try await fixture.run("items")
        #expect(process.status == .failed)
        #expect(tasks.states == ["find COMPLETED", "each FAILED"])
        #expect(
            tasks["each"]?.errorMessage
                == "the list of items can't be evaluated: 'for_each' needs a list, not a string")
        #expect(tasks["each"]?.errorClass == .expression)
        try await fixture.close()
    }

    @Test("a condition about the item is decided for each, any other once for all")
    func conditions() async throws {
        let fixture = try await EngineFixture(["odd[0]": size(1), "odd[2]": size(3)])
        try fixture.add(
            ProcessDefinition(
                type: "items",
                tasks: [
                    task([1, 2, 3], named: "odd", when: "item % 2 == 1"),
                    task([1, 2], named: "none", when: "inputs.flag"),
                    .scripted("after")
                ], outputs: ["sizes": "${tasks.odd.outputs.size}"]), inputs: [InputSpec(name: "flag", type: .boolean)])
        let (process, tasks) = try await fixture.run("items", input: .text("flag:false"))
        #expect(process.status == .completed)
        #expect(
            tasks.states == [
                "odd COMPLETED", "odd[0] COMPLETED", "odd[1] SKIPPED", "odd[2] COMPLETED", "none SKIPPED",
                "none[0] SKIPPED", "none[1] SKIPPED", "after COMPLETED"
            ])
        #expect(process.outputs == #"{"sizes":[1,null,3]}"#)
        #expect(try await fixture.store.check() == [])
        try await fixture.close()
    }

    @Test(
        "an item that fails fails the task, as the process says",
        arguments: [
            (true, false, ["each FAILED", "each[0] FAILED", "each[1] SKIPPED", "after SKIPPED"], ProcessStatus.failed),
            (false, false, ["each FAILED", "each[0] FAILED", "each[1] COMPLETED", "after SKIPPED"], .failed),
            (true, true, ["each FAILED", "each[0] FAILED", "each[1] COMPLETED", "after COMPLETED"], .completed)
        ])
    func failures(failFast: Bool, allowed: Bool, states: [String], status: ProcessStatus) async throws {
        let fixture = try await EngineFixture(
            ["each[0]": failure, "each[1]": size(2)],
            configuration: EngineConfiguration(inlineSlots: 1, shutdownGrace: .zero))
        try fixture.add(
            ProcessDefinition(
                type: "items", tasks: [task("inputs.list", allowsFailure: allowed), .scripted("after")],
                failFast: failFast), inputs: [InputSpec(name: "list", type: .list)])
        let (process, tasks) = try await fixture.run("items", input: .values(["list": ["a", "b"]]))
        #expect(process.status == status)
        #expect(tasks.states == states)
        if status == .failed { #expect(process.errorMessage == "task 'each' failed: 'each[0]' failed: broken") }
        #expect(try await fixture.store.check() == [])
        try await fixture.close()
    }

    @Test("no more items run at the same time than are allowed, whatever there are of slots", arguments: [1, 3])
    func maxParallel(maximum: Int) async throws {
        let fixture = try await EngineFixture()
        try fixture.add(
            ProcessDefinition(
                type: "items",
                tasks: [task(.list((0..<30).map(Value.integer)), maxParallel: maximum, when: "item != 7")]))
        let (process, tasks) = try await fixture.run("items")
        #expect(process.status == .completed)
        #expect(tasks.count { $0.status == .completed } == 30)
        #expect(tasks["each[7]"]?.status == .skipped)
        #expect(fixture.executor.mostRunning <= maximum)
        let ran = (0..<30).filter { $0 != 7 }.map { TaskName("each[\($0)]") }
        #expect(Set(fixture.executor.calls.map(\.task)) == Set(ran))
        if maximum == 1 { #expect(fixture.executor.calls.map(\.task) == ran) }
        #expect(try await fixture.store.check() == [])
        try await fixture.close()
    }

    @Test("an item is tried again like any task")
    func retry() async throws {
        let fixture = try await EngineFixture(["each[1]": failure + size(2)])
        var each = task(["a", "b"])
        each.retry = RetryPolicy(maxRetries: 1)
        try fixture.add(ProcessDefinition(type: "items", tasks: [each]))
        let (process, tasks) = try await fixture.run("items")
        #expect(process.status == .completed)
        #expect(tasks.map(\.attempt) == [0, 1, 2])
        try await fixture.close()
    }

    @Test("a stop ends the group with its items")
    func stop() async throws {
        let fixture = try await EngineFixture(
            ["each[0]": [.hang]], configuration: EngineConfiguration(inlineSlots: 1, shutdownGrace: .zero))
        try fixture.add(ProcessDefinition(type: "items", tasks: [task(["a", "b"]), .scripted("after")]))
        let controller = ProcessController(orchestrator: fixture.orchestrator())
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: "items").id
        try await controller.startProcess(id)
        await fixture.clock.advance { fixture.executor.held == ["each[0]"] }
        try await controller.stopProcess(id)
        try await fixture.end(of: id, with: controller)
        #expect(
            try await controller.getProcessState(id).tasks.states == [
                "each STOPPED", "each[0] STOPPED", "each[1] STOPPED", "after STOPPED"
            ])
        await controller.orchestrator.stop()
        #expect(try await fixture.store.check() == [])
        try await fixture.close()
    }

    @Test("a list with more items than are allowed is refused")
    func tooMany() async throws {
        let fixture = try await EngineFixture()
        let items = Value.list(Array(repeating: 1, count: ForEach.maximumCount + 1))
        try fixture.add(ProcessDefinition(type: "items", tasks: [task(items)]))
        let manager = ProcessController(orchestrator: fixture.orchestrator()).manager
        let error = await #expect(throws: ProcessionError.self) { try await manager.createProcess(type: "items") }
        #expect(
            error?.message
                == "the items of task 'each' can't be made: 'for_each' is given 100001 items; 100000 are allowed")
        try await fixture.close()
    }

    @Test("1,000 items run, whether they are written down or given", arguments: [true, false])
    func many(isKnown: Bool) async throws {
        let list = Value.list((0..<1000).map(Value.integer))
        let fixture = try await EngineFixture(["find": [.complete(outputs: ["list": list])]])
        try fixture.add(
            ProcessDefinition(
                type: "items",
                tasks: [.scripted("find", outputs: ["list": .list]), task(isKnown ? list : "tasks.find.outputs.list")]))
        let (process, tasks) = try await fixture.run("items")
        #expect(process.status == .completed)
        #expect(tasks.count == 1002)
        #expect(tasks.allSatisfy { $0.status == .completed })
        #expect(tasks.last?.name == "each[999]")
        #expect(try await fixture.store.check() == [])
        try await fixture.close()
    }
}
