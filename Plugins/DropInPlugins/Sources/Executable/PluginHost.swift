import ChildProcesses
package import Logging
package import Procession
package import ProcessionYAML
import Synchronization

/// Runs the process of an executable plugin as long as there is work for it, and starts another after a crash.
package final class PluginHost: Sendable {
    private typealias Start = Task<Result<PluginProcess, TaskFailure>, Never>

    private struct State {
        /// The process that new tasks go to, or will.
        var current: Start?
        var runners: [ObjectIdentifier: (process: PluginProcess, end: Task<Void, Never>)] = [:]
        var isStopped = false
        var lastKey = 0
        /// A start that has failed, and until when it isn't tried again.
        var failure: (TaskFailure, until: ContinuousClock.Instant)?
    }

    /// A thousand tasks that meet a plugin that can't start must not start it a thousand times.
    private static let pauseAfterFailure: Duration = .seconds(1)

    package let manifest: PluginManifest
    private let program: PluginProgram
    private let logger: Logger
    private let slots: TaskSlots
    private let state = Mutex(State())

    package init(_ manifest: PluginManifest, program: PluginProgram, logger: Logger) {
        self.manifest = manifest
        self.program = program
        self.logger = logger
        slots = TaskSlots(program.maximumTasks)
    }

    /// What the plugin says that it brings.
    package func describe() async throws(TaskFailure) -> Value {
        let process = try await usableProcess()
        return try await process.call(.describe, [:], within: program.startTimeout)
    }

    /// Carries out one attempt in the plugin's process.
    func execute(_ executor: ExecutorName, _ configuration: Value, context: TaskContext) async -> TaskResult {
        do throws(TaskFailure) {
            guard await slots.take() else { throw TaskFailure(.cancelled, "stopped") }
            defer { slots.giveBack() }
            let task = PluginTask(
                key: nextKey(context), executor: executor, configuration: configuration, context: context)
            // A process that was usable a moment ago may take no more tasks now; a new one does.
            while !Task.isCancelled {
                if let result = await (try usableProcess()).execute(task, context: context) { return result }
            }
            throw TaskFailure(.cancelled, "stopped")
        } catch {
            return .failed(error)
        }
    }

    /// Ends the processes, and starts no others.
    package func stop() async {
        let (start, runners) = state.withLock { state in
            state.isStopped = true
            return (state.current, Array(state.runners.values))
        }
        _ = await start?.value
        await withTaskGroup { group in
            for (process, end) in runners {
                group.addTask {
                    await process.shutDown()
                    await end.value
                }
            }
        }
    }

    /// Kills the processes with whatever they have started, and starts no others.
    func kill() async {
        let processes = state.withLock { state in
            state.isStopped = true
            return state.runners.values.map(\.process)
        }
        for process in processes { await process.kill() }
    }

    private func nextKey(_ context: TaskContext) -> String {
        let number = state.withLock { state in
            state.lastKey += 1
            return state.lastKey
        }
        return "\(number)-\(context.task.rawValue)"
    }

    // MARK: - Processes

    private func usableProcess() async throws(TaskFailure) -> PluginProcess {
        let start = try state.withLock { state throws(TaskFailure) -> Start in
            guard !state.isStopped else {
                throw TaskFailure(.plugin, "the plugin '\(manifest.name)' was stopped", code: "plugin-stopped")
            }
            if let current = state.current { return current }
            if let (failure, until) = state.failure, ContinuousClock.now < until { throw failure }
            // Everybody who needs the process awaits this one start.
            let start = Start { await self.start() }
            state.current = start
            return start
        }
        var result = await start.value
        if case .success(let process) = result, let failure = process.prematureEnd { result = .failure(failure) }
        if case .success(let process) = result, process.isUsable { return process }
        state.withLock { state in
            if state.current == start { state.current = nil }
            if case .failure(let failure) = result { state.failure = (failure, .now + Self.pauseAfterFailure) }
        }
        switch result {
        case .failure(let failure): throw failure
        case .success: return try await usableProcess()
        }
    }

    private func start() async -> Result<PluginProcess, TaskFailure> {
        await OrphanedPlugins.kill()
        do throws(TaskFailure) {
            let process = try PluginProcess(manifest, program: program, logger: logger)
            let end = process.start { [weak self] in self?.retire($0) }
            keep(process, until: end)
            do throws(TaskFailure) {
                try await introduce(process)
            } catch {
                process.terminate()
                await end.value
                throw error
            }
            return .success(process)
        } catch {
            return .failure(error)
        }
    }

    private func keep(_ process: PluginProcess, until end: Task<Void, Never>) {
        let id = ObjectIdentifier(process)
        state.withLock { $0.runners[id] = (process, end) }
        // Ends with the process.
        Task {
            await end.value
            state.withLock { $0.runners[id] = nil }
        }
    }

    private func introduce(_ process: PluginProcess) async throws(TaskFailure) {
        let supported = PluginProtocol.supported
        let answer = try await process.call(
            .initialize, Self.introduction(of: manifest, program, protocols: supported), within: program.startTimeout)
        guard let named = answer["protocol"]?.integer else {
            let found = answer["protocol"].map { $0.isNull ? "null" : "\($0.kind)" } ?? "nothing"
            throw TaskFailure(
                .configuration,
                "the plugin '\(manifest.name)' must name its protocol by an integer, and has answered 'initialize' "
                    + "with \(found)", code: "plugin-incompatible")
        }
        guard supported.contains(named) else {
            throw TaskFailure(
                .configuration,
                "the plugin '\(manifest.name)' speaks protocol \(named), and Procession speaks "
                    + PluginProtocol.supportedWords, code: "plugin-incompatible")
        }
        process.announce(Set((answer["features"]?.list ?? []).compactMap(\.string)))
    }

    /// What `initialize` tells the plugin.
    static func introduction(
        of manifest: PluginManifest, _ program: PluginProgram, protocols: ClosedRange<Int>
    ) -> Value {
        [
            "protocol": ["minimum": .integer(protocols.lowerBound), "maximum": .integer(protocols.upperBound)],
            "plugin": .string(manifest.name.rawValue), "longest_line": .integer(PluginProtocol.longestLine),
            "heartbeat_timeout_ms": .integer(Int(program.heartbeatTimeout.inMilliseconds)),
            "max_tasks": .integer(program.maximumTasks)
        ]
    }

    private func retire(_ process: PluginProcess) {
        guard process.retireIfIdle() else { return }
        // Ends with the process, which `stop` awaits.
        Task { await process.shutDown() }
    }
}
