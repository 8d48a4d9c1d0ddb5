import ChildProcesses
import DropInPlugins
import Logging
import Procession
import ProcessionEngine
import ProcessionServer
import ServiceLifecycle
import Synchronization

/// An engine in this program, over a database that this program owns.
struct LocalEngine: Sendable {
    let store: any ProcessStore
    let orchestrator: ProcessOrchestrator
    let controller: ProcessController
    private let plugins: DropInPlugins
    private let socket: String
    private let logger: Logger

    init(
        _ workspace: Workspace, over store: any ProcessStore, socket: String,
        configuration: EngineConfiguration = EngineConfiguration()
    ) {
        self.store = store
        self.socket = socket
        plugins = workspace.plugins
        logger = workspace.logger
        orchestrator = ProcessOrchestrator(
            store: store, types: workspace.types, executors: workspace.executors, configuration: configuration,
            secrets: workspace.secrets, logger: workspace.logger, reap: Self.kill)
        controller = ProcessController(orchestrator: orchestrator)
    }

    /// Changes processes in this engine.
    var writer: LocalController { LocalController(controller: controller) }

    /// Works, and answers other programs, until `body` returns; then hands back what it has not finished.
    ///
    /// - Parameter onReady: called when other programs are answered, or are known not to be.
    func run<Result: Sendable>(
        onReady: @escaping @Sendable () -> Void = {}, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let work = Work(body: body)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [.init(service: orchestrator)]
        if socket.utf8.count <= ControlServer.maximumPathLength {
            services.append(
                .init(
                    service: ControlServer(
                        controller: controller, path: socket, logger: logger, onReady: { onReady() })))
        } else {
            logger.warning(
                "other commands can't reach this engine: the path of its socket, '\(socket)', is too long")
            onReady()
        }
        services.append(.init(service: work, successTerminationBehavior: .gracefullyShutdownGroup))
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .error)
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: quiet))
        do {
            try await group.run()
        } catch {
            await plugins.stop()
            throw error
        }
        await plugins.stop()
        return try work.result()
    }

    /// Kills the children of every attempt that is under way, and the plugins, and does not wait for them.
    func killChildren() async {
        orchestrator.hurry()
        await plugins.kill()
        // The rows name every child that was started; what a task has let loose carries the attempt's mark.
        guard let running = try? await store.processes(ProcessFilter(status: .inProgress)) else { return }
        for execution in running.compactMap(\.currentExecutionID) {
            for attempt in (try? await store.attempts(of: execution)) ?? [] where attempt.outcome == nil {
                let marker = AttemptMarker(
                    executionID: attempt.executionID, taskID: attempt.taskID, attempt: attempt.attempt)
                await OrphanedChild.kill(attempt.child, marker: marker)
            }
        }
    }

    @Sendable private static func kill(_ attempt: InterruptedAttempt) async {
        let marker = AttemptMarker(
            executionID: attempt.executionID, taskID: attempt.taskID, attempt: attempt.attempt)
        await OrphanedChild.kill(attempt.child, marker: marker)
        // One without a child of its own may have been a plugin's.
        if attempt.child == nil { await OrphanedPlugins.kill() }
    }

    /// What the engine runs for, as a service whose end ends the group.
    private final class Work<Output: Sendable>: Service {
        private let body: @Sendable () async throws -> Output
        private let outcome = Mutex<Swift.Result<Output, any Error>?>(nil)

        init(body: @escaping @Sendable () async throws -> Output) { self.body = body }

        func run() async {
            do {
                let output = try await body()
                outcome.withLock { $0 = .success(output) }
            } catch {
                outcome.withLock { $0 = .failure(error) }
            }
        }

        func result() throws -> Output {
            guard let outcome = outcome.withLock({ $0 }) else { throw CancellationError() }
            return try outcome.get()
        }
    }
}
