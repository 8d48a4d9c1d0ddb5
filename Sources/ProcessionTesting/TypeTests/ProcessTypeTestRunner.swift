import Foundation
import Logging
public import Procession
import ProcessionEngine
import ProcessionStore

/// Carries out tests of process types: with the real engine and database, on a clock that only the runner moves.
public struct ProcessTypeTestRunner: Sendable {
    private let executors: ExecutorRegistry

    /// - Parameter executors: those that the types name; none of them is called.
    public init(executors: ExecutorRegistry) { self.executors = executors }

    /// What came of a test.
    public struct Report: Sendable {
        /// Where what came of it differs from what was expected; empty if the test has passed.
        public var problems: [String]
        /// How long it took, on the wall clock.
        public var duration: Duration
    }

    /// Runs one test from the creation of a process to its end.
    ///
    /// Relative paths among the inputs start at `folder`, or else at the working directory.
    ///
    /// - Throws: what the engine and the database throw where they are broken themselves.
    public func run(_ test: ProcessTypeTest, of type: any ProcessType, in folder: String? = nil) async throws -> Report
    {
        let start = ContinuousClock.now
        let database = FileManager.default.temporaryDirectory.appending(path: "type-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: database, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: database) }
        let store = try await SQLProcessStore.sqlite(
            at: database.appending(path: "procession.db").path, access: .owner())
        let problems: [String]
        do {
            problems = try await run(test, of: type, in: folder, over: store)
        } catch {
            // The first error is the one that matters.
            try? await store.close()
            throw error
        }
        try await store.close()
        return Report(problems: problems, duration: ContinuousClock.now - start)
    }

    private func run(
        _ test: ProcessTypeTest, of type: any ProcessType, in folder: String?, over store: any ProcessStore
    ) async throws -> [String] {
        let script = TestScript(test.results)
        let clock = TestClock()
        let types = ProcessTypeRegistry()
        types.add(found: type)
        let stubs = ExecutorRegistry()
        for executor in executors.all {
            try stubs.register(StubbedExecutor(real: executor, script: script), origin: executor.origin)
        }
        let controller = ProcessController(
            orchestrator: ProcessOrchestrator(
                store: store, types: types, executors: stubs, configuration: .unhurried,
                secrets: SecretStore([StubbedSecrets()]), clock: clock,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        let process: ProcessRecord
        do throws(ProcessionError) {
            process = try await controller.createProcess(
                type: type.name, input: test.input.isEmpty ? .none : .text(Value.map(test.input).json),
                baseDirectory: folder)
        } catch {
            return test.expectation.problems(ofRefusal: error)
        }
        if let refusal = test.expectation.refusal {
            return ["the process was to be refused because of '\(refusal)', and was not"]
        }
        try await controller.orchestrator.start()
        try await controller.startProcess(process.id)
        try await TestTime(clock: clock, script: script, process: process.id, controller: controller).pass()
        await controller.orchestrator.stop()
        let state = try await controller.getProcessState(process.id)
        guard state.process.status.isAtRest else { return ["the process did not end within 30 seconds"] }
        let execution = try await controller.results.executions(of: process.id, limit: 1).first
        let outputs = try execution?.outputs.map { try Value(json: $0).map ?? [:] } ?? [:]
        return test.expectation.problems(state: state, outputs: outputs, calls: script.calls)
    }
}

extension EngineConfiguration {
    /// For an engine whose clock jumps from one thing to do to the next: it has little to do but the tasks.
    fileprivate static var unhurried: EngineConfiguration {
        EngineConfiguration(
            heartbeatInterval: .seconds(86_400), leaseDuration: .seconds(864_000), pollInterval: .seconds(86_400),
            logInterval: .seconds(86_400), shutdownGrace: .zero, runsSchedules: false)
    }
}

/// Has a value for every secret, so that tests need none.
private struct StubbedSecrets: SecretProvider {
    let name = "test"
    func secret(named name: String) -> String? { "secret \(name)" }
}
