import FlowPlugin
import Foundation
import Logging
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import ProcessionYAML

/// An engine over a real database in a folder of its own, with process types from YAML and a clock that the test owns.
final class FlowEngine: Sendable {
    let folder: URL
    let store: SQLProcessStore
    let clock = TestClock()
    let executor: ScriptedExecutor
    let types = ProcessTypeRegistry()
    let executors = ExecutorRegistry()
    private let configuration: EngineConfiguration
    private let secrets: SecretStore

    init(
        _ steps: [TaskName: [ScriptedExecutor.Step]] = [:],
        configuration: EngineConfiguration = EngineConfiguration(shutdownGrace: .zero), secrets: [String: String] = [:]
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "flow-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try await SQLProcessStore.sqlite(at: folder.appending(path: "procession.db").path, access: .owner())
        executor = ScriptedExecutor(steps)
        self.configuration = configuration
        self.secrets = SecretStore([GivenSecrets(secrets: secrets)])
        try executors.register(executor)
        try FlowPlugin().register(executors: executors, types: types)
    }

    /// An engine that is not running yet; each stands for another start of the program.
    func orchestrator() -> ProcessOrchestrator {
        ProcessOrchestrator(
            store: store, types: types, executors: executors, configuration: configuration, secrets: secrets,
            clock: clock,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// Adds the process type of a file; the first line names it.
    func add(_ yaml: String) throws {
        let name = yaml.split(separator: "\n")[0].replacing("name: ", with: "")
        let file = folder.appending(path: "\(name).yaml")
        try yaml.write(to: file, atomically: true, encoding: .utf8)
        let loaded = ProcessTypeLoader(executors: executors).load(file: file.path)
        guard let type = loaded.type else {
            throw ProcessionError(.invalidDefinition, "\(name) is wrong", diagnostics: loaded.diagnostics)
        }
        try types.register(type)
    }

    /// Runs a process of the type from its creation to its end.
    func run(_ type: ProcessTypeName, input: RawInput = .none) async throws -> (ProcessRecord, [TaskRecord]) {
        let controller = ProcessController(orchestrator: orchestrator())
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: type, input: input).id
        try await controller.startProcess(id)
        try await clock.advance { try await controller.manager.process(id).status.isAtRest }
        await controller.orchestrator.stop()
        let state = try await controller.getProcessState(id)
        return (state.process, state.tasks)
    }

    func close() async throws {
        try await store.close()
        try FileManager.default.removeItem(at: folder)
    }
}

private struct GivenSecrets: SecretProvider {
    let name = "test"
    let secrets: [String: String]
    func secret(named name: String) -> String? { secrets[name] }
}
