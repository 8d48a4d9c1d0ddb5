import Foundation
import Logging
import Procession
import ProcessionEngine
import ProcessionStore
import StandardPlugins

/// An engine over a database of its own.
struct BenchmarkEngine {
    let store: SQLProcessStore
    let orchestrator: ProcessOrchestrator
    let controller: ProcessController
    let types = ProcessTypeRegistry()

    init(in folder: URL) async throws {
        let executors = ExecutorRegistry()
        try StandardPlugins.register(executors: executors, types: types)
        try executors.register(NoOpExecutor())
        store = try await SQLProcessStore.sqlite(
            at: folder.appending(path: "\(UUID().uuidString).db").path, access: .owner())
        var logger = Logger(label: "benchmark")
        logger.logLevel = .error
        orchestrator = ProcessOrchestrator(store: store, types: types, executors: executors, logger: logger)
        controller = ProcessController(orchestrator: orchestrator)
    }

    /// Seconds from the start of a process to its end.
    func run(_ type: some ProcessType) async throws -> Double {
        try types.register(type)
        try await orchestrator.start()
        let process = try await controller.createProcess(type: type.name)
        let clock = ContinuousClock()
        let start = clock.now
        let execution = try await controller.startProcess(process.id)
        let ended = try await orchestrator.waitForEnd(of: execution.id)
        let seconds = (clock.now - start) / .seconds(1)
        guard ended.status == .completed else {
            throw ProcessionError(.internalFault, "the benchmark's process has \(ended.status.rawValue)")
        }
        await orchestrator.stop()
        try await store.close()
        return seconds
    }
}

/// Does nothing, inside the engine.
struct NoOpExecutor: ProcessionExecutor {
    struct Configuration: Codable, Sendable {}

    static let descriptor = ExecutorDescriptor(
        name: "no-op", summary: "Does nothing.", configuration: .object(.init([])))

    func execute(_ configuration: Configuration, context: TaskContext) -> TaskResult { .completed() }
}

/// A process type of equal tasks.
struct RepeatedTask: ProcessType {
    let descriptor: ProcessTypeDescriptor
    let definition: [TaskDefinition]

    /// - Parameter isChain: whether each task needs the one before it.
    init(_ name: ProcessTypeName, count: Int, isChain: Bool, executor: ExecutorName, _ configuration: Value) {
        descriptor = ProcessTypeDescriptor(name: name)
        definition = (0..<count).map {
            TaskDefinition(
                name: TaskName("task-\($0)"), executor: executor, configuration: configuration,
                needs: isChain ? nil : [])
        }
    }

    func tasks(for input: ProcessInput) -> [TaskDefinition] { definition }
}
