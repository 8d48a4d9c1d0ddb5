import Foundation
import Logging
import Procession
import ProcessionEngine
import ProcessionStore
import StandardPlugins

/// An engine over a database in a folder.
struct BenchmarkEngine {
    let store: SQLProcessStore
    let orchestrator: ProcessOrchestrator
    let controller: ProcessController
    let types = ProcessTypeRegistry()

    /// - Parameter inline: what tasks of the executor `inline` do.
    init(in folder: URL, inline: @escaping InlineExecutor.Work = {}) async throws {
        let executors = ExecutorRegistry()
        try StandardPlugins.register(executors: executors, types: types)
        try executors.register(InlineExecutor(work: inline))
        store = try await SQLProcessStore.sqlite(at: folder.appending(path: "procession.db").path, access: .owner())
        var logger = Logger(label: "benchmark")
        logger.logLevel = .error
        orchestrator = ProcessOrchestrator(store: store, types: types, executors: executors, logger: logger)
        controller = ProcessController(orchestrator: orchestrator)
    }

    /// Registers a type and makes a process of it.
    func create(_ type: some ProcessType) async throws -> ProcessID {
        try types.register(type)
        return try await controller.createProcess(type: type.name).id
    }

    /// Makes and starts a process of a registered type, which waits for an engine if none is running.
    func launch(_ type: some ProcessType) async throws { try await controller.launchProcess(type: type.name) }

    /// Runs a process from its start to its end.
    func run(_ id: ProcessID) async throws {
        try await end(of: try await controller.startProcess(id))
    }

    /// Waits for the end of an execution.
    func end(of execution: ExecutionRecord) async throws {
        let ended = try await orchestrator.waitForEnd(of: execution.id)
        guard ended.status == .completed else {
            throw Program.Failure(
                description: "a process has \(ended.status.rawValue): \(ended.errorMessage ?? "no message")")
        }
    }

    func close() async throws {
        await orchestrator.stop()
        try await store.close()
    }
}

/// Carries out tasks inside the engine.
struct InlineExecutor: ProcessionExecutor {
    typealias Work = @Sendable () async -> Void

    struct Configuration: Codable, Sendable {}

    static let descriptor = ExecutorDescriptor(
        name: "inline", summary: "Works inside the engine.", configuration: .object(.init([])))

    let work: Work

    func execute(_ configuration: Configuration, context: TaskContext) async -> TaskResult {
        await work()
        return .completed()
    }
}
