import Foundation
import Logging
import MaintenancePlugin
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

@Suite("the database executor conforms to the contract", .timeLimit(.minutes(5)))
struct DatabaseConformanceTests {
    /// Runs the checks as a task: what they take care of is the database of the engine that carries it out.
    private struct Checks: ProcessionExecutor {
        typealias Configuration = Value

        static let descriptor = ExecutorDescriptor(
            name: "checks", summary: "Checks the executor.", configuration: .any)

        func execute(_ configuration: Value, context: TaskContext) async throws -> TaskResult {
            let conformance = ExecutorConformance(
                DatabaseExecutor(), completing: configuration,
                failing: ["action": "backup", "folder": "/proc/nowhere"]
            ) { context.reporting(to: $0) }
            for check in conformance.checks { try await check.run() }
            return .completed()
        }
    }

    private struct Checked: ProcessType {
        let configuration: Value

        var descriptor: ProcessTypeDescriptor { ProcessTypeDescriptor(name: "checked") }

        func tasks(for input: ProcessInput) -> [TaskDefinition] {
            [TaskDefinition("checks", ExecutorCall("checks", configuration))]
        }
    }

    @Test("in each of its actions", arguments: ["check", "backup", "prune", "statistics"])
    func conforms(action: String) async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLProcessStore.sqlite(at: "\(folder.path)/procession.db", access: .owner())
        let types = ProcessTypeRegistry(), executors = ExecutorRegistry()
        try executors.register(Checks())
        let configuration: Value =
            action == "backup"
            ? ["action": "backup", "folder": .string("\(folder.path)/copies"), "keep": 100]
            : ["action": .string(action), "keep": 7]
        try types.register(Checked(configuration: configuration))
        let controller = ProcessController(
            orchestrator: ProcessOrchestrator(
                store: store, types: types, executors: executors,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        try await controller.orchestrator.start()
        let process = try await controller.createProcess(type: "checked")
        let execution = try await controller.startProcess(process.id)
        _ = try await controller.orchestrator.waitForEnd(of: execution.id)
        await controller.orchestrator.stop()
        let state = try await controller.getProcessState(process.id)
        try await store.close()
        #expect(state.process.status == .completed, "\(state.tasks.compactMap(\.errorMessage))")
    }
}
