import Foundation
import Logging
import Procession
import ProcessionEngine
import ProcessionStore
import ProcessionTesting
import Testing

/// An engine over a real database in a folder of its own, with scripted tasks and a clock that the test owns.
final class EngineFixture: Sendable {
    let folder: URL
    let store: SQLProcessStore
    let clock: TestClock
    let executor: ScriptedExecutor
    let types = ProcessTypeRegistry()
    let executors = ExecutorRegistry()
    let configuration: EngineConfiguration

    init(
        _ steps: [TaskName: [ScriptedExecutor.Step]] = [:],
        configuration: EngineConfiguration = EngineConfiguration(shutdownGrace: .zero),
        now: Date = Date(timeIntervalSince1970: 1_767_225_600)
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try await SQLProcessStore.sqlite(at: folder.appending(path: "procession.db").path, access: .owner())
        clock = TestClock(now: now)
        executor = ScriptedExecutor(steps)
        self.configuration = configuration
        try executors.register(executor)
    }

    /// An engine that is not running yet; each stands for another start of the program.
    ///
    /// - Parameter types: what it knows; nil is ``types``.
    func orchestrator(types: ProcessTypeRegistry? = nil, logger: Logger? = nil) -> ProcessOrchestrator {
        ProcessOrchestrator(
            store: store, types: types ?? self.types, executors: executors, configuration: configuration, clock: clock,
            logger: logger ?? Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    func add(_ definition: ProcessDefinition, inputs: InputSchema = []) throws {
        try types.register(FixedType(definition: definition, inputs: inputs))
    }

    /// Adds a type of scripted tasks with these names that run one after the other.
    func add(_ name: ProcessTypeName, tasks: TaskName...) throws {
        try add(ProcessDefinition(type: name, tasks: tasks.map { .scripted($0) }))
    }

    /// Runs a process of the type from its creation to its end.
    func run(_ type: ProcessTypeName, input: RawInput = .none) async throws -> (ProcessRecord, [TaskRecord]) {
        let controller = ProcessController(orchestrator: orchestrator())
        try await controller.orchestrator.start()
        let id = try await controller.createProcess(type: type, input: input).id
        try await controller.startProcess(id)
        try await end(of: id, with: controller)
        await controller.orchestrator.stop()
        let state = try await controller.getProcessState(id)
        return (state.process, state.tasks)
    }

    /// Moves the clock until the process is at rest.
    func end(of id: ProcessID, with controller: ProcessController) async throws {
        try await clock.advance { try await controller.manager.process(id).status.isAtRest }
    }

    /// Lets time go by, from one sleeper's end to the next.
    func pass(_ duration: Duration) async {
        let end = clock.monotonic + duration
        await clock.advance { clock.monotonic >= end }
    }

    /// Lets hours go by, half a minute at a time, until the condition holds.
    func leap(until condition: () async throws -> Bool) async throws {
        while try await !condition() {
            clock.advance(by: .seconds(30))
            try await ContinuousClock().sleep(for: .milliseconds(2))
        }
    }

    /// Lets so much time go by, half a minute at a time.
    func leap(_ duration: Duration) async throws {
        let end = clock.monotonic + duration
        try await leap { clock.monotonic >= end }
    }

    func close() async throws {
        try await store.close()
        try FileManager.default.removeItem(at: folder)
    }
}

/// A process type with one definition whatever the input.
struct FixedType: ProcessType {
    var definition: ProcessDefinition
    var inputs: InputSchema = []

    var descriptor: ProcessTypeDescriptor {
        ProcessTypeDescriptor(name: definition.type, inputs: inputs, origin: .swift(module: "ProcessionEngineTests"))
    }

    func tasks(for input: ProcessInput) -> [TaskDefinition] { definition.tasks }
    func definition(for input: ProcessInput) -> ProcessDefinition { definition }
}

extension TaskDefinition {
    static func scripted(
        _ name: TaskName, needs: [TaskName]? = nil, when condition: String? = nil,
        timeout: Duration = TaskDefinition.defaultTimeout, retry: RetryPolicy = .never, allowsFailure: Bool = false,
        onInterruption: InterruptionPolicy = .retry, outputs: [String: ValueType] = [:], pool: String? = nil
    ) -> TaskDefinition {
        TaskDefinition(
            name: name, executor: "scripted", configuration: .null, needs: needs, condition: condition,
            timeout: timeout, retry: retry, allowsFailure: allowsFailure, onInterruption: onInterruption,
            outputs: outputs, pool: pool)
    }
}

extension [TaskRecord] {
    /// Names and states, in order: what most tests look at.
    var states: [String] { map { "\($0.name) \($0.status.rawValue)" } }

    subscript(name: TaskName) -> TaskRecord? { first { $0.name == name } }
}
