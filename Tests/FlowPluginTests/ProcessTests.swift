import FlowPlugin
import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("process", .timeLimit(.minutes(1)))
struct ProcessTests {
    private static let child = """
        name: child
        inputs: {region: {type: string, required: true}, count: {type: integer, default: 1}}
        tasks:
          - name: work
            scripted: null
            outputs: {rows: integer}
        outputs: {rows: "${tasks.work.outputs.rows}", region: "${region}", count: "${count}"}
        """
    private static let parent = """
        name: parent
        inputs: {region: string}
        tasks:
          - name: load
            process: {type: child, inputs: {region: "${region}", count: "${1 + 2}"}}
            outputs: {rows: integer, count: integer}
          - name: after
            when: tasks.load.outputs.rows > 5
            scripted: null
        outputs: {rows: "${tasks.load.outputs.rows}", count: "${tasks.load.outputs.count}"}
        """

    private func fixture(
        _ work: [ScriptedExecutor.Step], inlineSlots: Int = 4, types: String...
    ) async throws -> FlowEngine {
        let engine = try await FlowEngine(
            ["work": work], configuration: EngineConfiguration(inlineSlots: inlineSlots, shutdownGrace: .zero))
        for type in types.isEmpty ? [Self.child, Self.parent] : types { try engine.add(type) }
        return engine
    }

    private func rows(_ rows: Int) -> ScriptedExecutor.Step { .complete(outputs: ["rows": .integer(rows)]) }

    private func children(of id: ProcessID, _ engine: FlowEngine) async throws -> [ProcessRecord] {
        try await engine.store.processes(ProcessFilter(parent: id)).reversed()
    }

    @Test("a child gets typed inputs and gives typed outputs, and its parent needs no slot meanwhile")
    func outputs() async throws {
        let engine = try await fixture([rows(7)], inlineSlots: 1)
        let (process, tasks) = try await engine.run("parent", input: .text("region:north"))
        #expect(process.status == .completed, "\(process.errorMessage ?? "")")
        #expect(process.outputs == #"{"count":3,"rows":7}"#)
        #expect(engine.executor.calls.map(\.task) == ["work", "after"])
        #expect(tasks[0].command == "child count=3 region=north")
        let child = try #require(try await children(of: process.id, engine).first)
        #expect(child.status == .completed)
        #expect(child.id == "\(try #require(process.currentExecutionID))-load-1")
        #expect(child.parent?.taskID == tasks[0].id)
        #expect(child.inputValues == #"{"count":3,"region":"north"}"#)
        #expect(tasks[0].outputs?.contains(#""process_id":"\#(child.id)""#) == true)
        let execution = try #require(try await engine.store.executions(of: child.id, limit: 1).first)
        #expect(execution.triggeredBy == .manual)
        #expect(try await engine.store.check() == [])
        try await engine.close()
    }

    @Test("a child that fails fails the task with its name, and each retry has a child of its own")
    func failures() async throws {
        let engine = try await fixture(
            [.fail(TaskFailure(.runtime, "no such table")), rows(9)],
            types: Self.child,
            Self.parent.replacing(
                "outputs: {rows: integer, count: integer}",
                with: "outputs: {rows: integer, count: integer}\n    retry: 1"))
        let (process, tasks) = try await engine.run("parent", input: .text("region:north"))
        #expect(process.status == .completed)
        #expect(tasks[0].retryCount == 1)
        let children = try await children(of: process.id, engine)
        #expect(children.map(\.status) == [.failed, .completed])
        let attempts = try await engine.store.attempts(of: try #require(process.currentExecutionID))
        #expect(
            attempts.compactMap(\.errorMessage) == [
                "the process '\(children[0].id)' failed: task 'work' failed: no such table"
            ])
        try await engine.close()
    }

    @Test("a stop of the parent goes down to the child, and one of the child fails the task")
    func stop() async throws {
        for stopsChild in [false, true] {
            let engine = try await fixture([.hang])
            let controller = ProcessController(orchestrator: engine.orchestrator())
            try await controller.orchestrator.start()
            let id = try await controller.createProcess(type: "parent", input: .text("region:x")).id
            try await controller.startProcess(id)
            try await engine.clock.advance {
                let isWaiting = try await controller.manager.tasks(of: id)[0].status == .waiting
                return isWaiting && engine.executor.held == ["work"]
            }
            let child = try #require(try await children(of: id, engine).first)
            try await controller.stopProcess(stopsChild ? child.id : id)
            try await engine.clock.advance { try await controller.manager.process(id).status.isAtRest }
            let state = try await controller.getProcessState(id)
            #expect(try await controller.manager.process(child.id).status == .stopped)
            #expect(state.process.status == (stopsChild ? .failed : .stopped))
            #expect(
                state.tasks[0].errorMessage
                    == (stopsChild ? "the process '\(child.id)' was stopped" : "stopped by request"))
            #expect(state.tasks[0].errorClass == .cancelled)
            await controller.orchestrator.stop()
            #expect(try await engine.store.check() == [])
            try await engine.close()
        }
    }

    @Test("a child goes on after the engine has ended, and is started once")
    func restart() async throws {
        let engine = try await fixture([.hang, rows(6)])
        let first = ProcessController(orchestrator: engine.orchestrator())
        try await first.orchestrator.start()
        let id = try await first.createProcess(type: "parent", input: .text("region:x")).id
        try await first.startProcess(id)
        await engine.clock.advance { engine.executor.held == ["work"] }
        await first.orchestrator.stop()
        let second = ProcessController(orchestrator: engine.orchestrator())
        try await second.orchestrator.start()
        try await engine.clock.advance { try await second.manager.process(id).status.isAtRest }
        #expect(try await second.manager.process(id).status == .completed)
        #expect(try await children(of: id, engine).count == 1)
        await second.orchestrator.stop()
        try await engine.close()
    }

    @Test("a child whose time is up is stopped, and the task fails")
    func timeout() async throws {
        let engine = try await fixture(
            [.hang], types: Self.child,
            "name: parent\ntasks:\n  - name: load\n    process: {type: child, inputs: {region: x}, timeout: 30s}\n")
        let (process, tasks) = try await engine.run("parent")
        #expect(process.status == .failed)
        let child = try #require(try await children(of: process.id, engine).first)
        #expect(tasks[0].errorMessage == "the process '\(child.id)' did not end within 30s, and was stopped")
        #expect(tasks[0].errorClass == .timeout)
        #expect(child.status == .stopped)
        try await engine.close()
    }

    @Test("each item has a child of its own, so many at a time, and their outputs are gathered")
    func items() async throws {
        let engine = try await fixture(
            [rows(1)], types: Self.child,
            """
            name: parent
            tasks:
              - name: load
                for_each: [a, b, c]
                max_parallel: 2
                process: {type: child, inputs: {region: "${item}"}}
                outputs: {rows: integer, region: string}
            outputs: {regions: "${tasks.load.outputs.region}"}
            """)
        let (process, _) = try await engine.run("parent")
        #expect(process.status == .completed, "\(process.errorMessage ?? "")")
        #expect(process.outputs == #"{"regions":["a","b","c"]}"#)
        #expect(try await children(of: process.id, engine).count == 3)
        #expect(try await engine.store.check() == [])
        try await engine.close()
    }

    private static let chain = Array(repeating: "parent", count: 11).joined(separator: " -> ")

    @Test("a type that starts itself ends with the reason")
    func recursion() async throws {
        let engine = try await fixture([], types: "name: parent\ntasks:\n  - name: again\n    process: parent\n")
        let (process, _) = try await engine.run("parent")
        #expect(process.status == .failed)
        #expect(process.errorMessage?.hasSuffix(" deep: " + Self.chain) == true, "\(process.errorMessage ?? "")")
        #expect(try await engine.store.processes(ProcessFilter()).count == NewChild.deepest)
        let deepest = try #require(try await engine.store.processes(ProcessFilter()).first { $0.parent != nil })
        #expect(
            deepest.errorMessage
                == "task 'again' failed: processes can't be nested more than 10 deep: " + Self.chain)
        try await engine.close()
    }

    @Test(
        "what can't be started is refused with all reasons, at once where they are known",
        arguments: [
            ("process: chidl", true, "which is not registered"),
            ("process: \"${'chi' + 'dl'}\"", false, "did you mean"),
            ("process: {type: child, inputs: {count: many}}", false, "'count'"),
            ("process: child", false, "the input 'region' is missing")
        ])
    func refusals(configuration: String, atOnce: Bool, reason: String) async throws {
        let engine = try await fixture(
            [], types: Self.child, "name: parent\ntasks:\n  - name: load\n    \(configuration)\n")
        if atOnce {
            let controller = ProcessController(orchestrator: engine.orchestrator())
            let error = await #expect(throws: ProcessionError.self) {
                try await controller.createProcess(type: "parent")
            }
            #expect(error?.diagnostics.first?.message.contains(reason) == true)
            #expect(error?.diagnostics.first?.hint == "did you mean 'child'?")
        } else {
            let (process, tasks) = try await engine.run("parent")
            #expect(process.status == .failed)
            #expect(
                tasks[0].errorMessage?.contains(reason) == true || reason == "did you mean",
                "\(tasks[0].errorMessage ?? "")")
            #expect([.validation, .notFound].contains(tasks[0].errorClass))
        }
        #expect(try await engine.store.processes(ProcessFilter()).count == (atOnce ? 0 : 1))
        try await engine.close()
    }

    @Test("a secret goes to a child by its name, and never into an input that is stored")
    func secrets() async throws {
        for isExpected in [true, false] {
            let engine = try await FlowEngine(["work": [rows(1)]], secrets: ["TOKEN": "s3cr3t-value"])
            try engine.add(
                """
                name: child
                inputs: {token: {type: string, secret: \(isExpected)}}
                tasks:
                  - {name: work, scripted: null, env: {TOKEN: "${token}"}}
                """)
            try engine.add(
                """
                name: parent
                secrets: [TOKEN]
                tasks:
                  - name: load
                    process: {type: child, inputs: {token: "${secrets.TOKEN}"}}
                """)
            let (process, tasks) = try await engine.run("parent")
            #expect(process.status == (isExpected ? .completed : .failed), "\(process.errorMessage ?? "")")
            let child = try await children(of: process.id, engine).first
            #expect(child?.inputValues == (isExpected ? #"{"token":"TOKEN"}"# : nil))
            if !isExpected { #expect(tasks[0].errorMessage?.contains("'token' would hold a secret") == true) }
            let files = try FileManager.default.contentsOfDirectory(atPath: engine.folder.path)
                .filter { $0.hasPrefix("procession.db") }
            #expect(files.count > 1)
            for file in files {
                let bytes = try Data(contentsOf: engine.folder.appending(path: file))
                #expect(bytes.range(of: Data("s3cr3t-value".utf8)) == nil, "\(file)")
            }
            try await engine.close()
        }
    }

    @Test("outputs that a task declares must be given by the child, with their type")
    func wrongOutputs() async throws {
        for (declared, message) in [("sum: integer", "has no output 'sum'"), ("region: integer", "output 'region'")] {
            let engine = try await fixture(
                [rows(1)], types: Self.child,
                """
                name: parent
                tasks:
                  - name: load
                    process: {type: child, inputs: {region: x}}
                    outputs: {\(declared)}
                """)
            let (process, tasks) = try await engine.run("parent")
            #expect(process.status == .failed)
            #expect(tasks[0].errorMessage?.contains(message) == true, "\(tasks[0].errorMessage ?? "")")
            #expect(tasks[0].errorClass == .validation)
            try await engine.close()
        }
    }

    @Test("the page shows every example of the descriptor")
    func page() throws {
        let page = try ExamplePage.read("FlowPlugin")
        for example in ProcessExecutor.descriptor.examples { #expect(page.contains(example.yaml)) }
    }
}
