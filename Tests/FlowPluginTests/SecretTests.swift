import Foundation
import Procession
import ProcessionEngine
import ProcessionTesting
import Testing

/// What becomes of the secrets that a task gives back or shows.
@Suite("Secrets of a task", .timeLimit(.minutes(1)))
struct SecretTests {
    /// Runs a process with a task that is given the secrets and gives back the outputs, and checks what comes of it.
    private func run(
        _ outputs: [String: Value], declared: String, secrets: [String: String],
        check: (ProcessRecord, TaskRecord, [String]) throws -> Void
    ) async throws {
        let engine = try await FlowEngine(["work": [.complete(outputs: outputs)]], secrets: secrets)
        let names = secrets.keys.sorted()
        try engine.add(
            """
            name: secretive
            secrets: [\(names.joined(separator: ", "))]
            tasks:
              - name: work
                scripted: null
                env: {\(names.map { "\($0): \"${secrets.\($0)}\"" }.joined(separator: ", "))}
                outputs: {\(declared)}
              - name: again
                scripted: null
                env: {\(names.map { "\($0): \"${secrets.\($0)}\"" }.joined(separator: ", "))}
            """)
        let controller = ProcessController(orchestrator: engine.orchestrator())
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: "secretive").id
        let execution = try await controller.startProcess(id).id
        try await engine.clock.advance { try await controller.manager.process(id).status.isAtRest }
        let remarks = try await controller.results.logs(of: execution).filter { $0.stream == .system }.map(\.content)
        await controller.orchestrator.stop()
        let state = try await controller.getProcessState(id)
        try check(state.process, try #require(state.tasks.first), remarks)
        try await engine.close()
    }

    @Test("a secret in a text, a list or a map is masked, and said")
    func texts() async throws {
        let outputs: [String: Value] = [
            "text": "file-1000-x", "list": [1000, 2], "map": ["k": "1000"], "other": 1000, "clean": "nothing"
        ]
        try await run(
            outputs, declared: "text: string, list: list, map: map", secrets: ["PIN": "1000"]
        ) { process, task, remarks in
            #expect(process.status == .completed)
            #expect(
                task.outputs
                    == #"{"clean":"nothing","list":["***",2],"map":{"k":"***"},"other":"***","text":"file-***-x"}"#)
            #expect(
                remarks.joined()
                    == ["list", "map", "other", "text"].map {
                        "warning: the output '\($0)' holds the secret 'PIN', and is kept with '***' in its place\n"
                    }.joined())
        }
    }

    @Test(
        "a value that would be of another type without its secret fails the task",
        arguments: [
            ("integer", 1000), ("number", 1000.5), ("url", "x1000:y"), ("duration", "1000s"), ("date", "1000-01-01")
        ] as [(String, Value)])
    func types(type: String, value: Value) async throws {
        let secrets = type == "url" ? ["PIN": "x1000", "KEY": "1000"] : ["PIN": "1000"]
        try await run(["rows": value], declared: "rows: \(type)", secrets: secrets) { process, task, remarks in
            #expect(process.status == .failed)
            #expect(task.errorClass == .validation)
            let found = secrets.count > 1 ? "the secrets 'KEY' and 'PIN'" : "the secret 'PIN'"
            #expect(
                task.errorMessage == "the output 'rows' holds \(found), which is never stored; "
                    + "masked as '***' it would be no \(type)")
            #expect(task.outputs == nil || task.outputs == "{}")
            #expect(remarks == [])
        }
    }

    @Test("a secret that is too short to be masked is said once an execution, without its value")
    func short() async throws {
        try await run(
            ["text": "7xY"], declared: "text: string", secrets: ["A": "7xY", "B": "", "C": "long enough", "D": "x\ny"]
        ) { process, task, remarks in
            #expect(process.status == .completed)
            #expect(task.outputs == #"{"text":"7xY"}"#)
            #expect(
                remarks.joined()
                    == ["A", "D"].map {
                        "warning: the secret '\($0)' is too short to be masked; "
                            + "whatever the task shows of it can be read\n"
                    }.joined())
        }
    }
}
