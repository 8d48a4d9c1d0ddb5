import Foundation
import Logging
public import Procession
import Synchronization

/// Makes a program of executors an executable plugin of Procession.
///
/// The executors are those that could be compiled in as well:
///
/// ```swift
/// import ProcessionPluginKit
///
/// @main
/// struct Program {
///     static func main() async { await PluginServer(name: "checksum", [ChecksumExecutor()]).run() }
/// }
/// ```
public final class PluginServer: Sendable {
    private struct State {
        var tasks: [String: Task<Void, Never>] = [:]
        var heartbeat: Duration = .seconds(10)
    }

    private let name: String
    private let version: String?
    private let executors: [RegisteredExecutor]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - name: what the plugin is called, as in its manifest.
    ///   - version: for people.
    ///   - executors: what the plugin brings.
    public init(name: String, version: String? = nil, _ executors: [any ProcessionExecutor]) {
        self.name = name
        self.version = version
        self.executors = executors.map { RegisteredExecutor($0, origin: name) }
    }

    /// Serves the engine that has started this program until it goes away, and ends the program then.
    ///
    /// Standard output is taken over for messages: what the program prints goes to standard error from here on, and
    /// from there to the plugin's log. A person who starts the program is told what it is.
    public func run() async {
        guard ProcessInfo.processInfo.environment[PluginProtocol.variable] != nil else {
            let text =
                "This is '\(name)', a plugin of Procession, which starts it by itself: see "
                + "`procession plugins list`, and `procession plugins test` to try it.\n"
            FileHandle.standardError.write(Data(text.utf8))
            exit(2)
        }
        let channel = MessageChannel.takingOverStandardOutput()
        // Ends with the program.
        let beats = Task { await beat(on: channel) }
        for await line in StandardInputLines() {
            guard case .whole(let line) = line, !line.isEmpty else { continue }
            await receive(line, on: channel)
        }
        beats.cancel()
        // The engine is gone, or wants this program to end; whatever still runs has nobody to talk to.
        exit(0)
    }

    private func receive(_ line: [UInt8], on channel: MessageChannel) async {
        do throws(PluginMessage.Malformed) {
            switch try PluginMessage(line: line) {
            case .request(let id, let method, let parameters):
                await answer(id, PluginProtocol.Method(rawValue: method), parameters, method, on: channel)
            case .notification(PluginProtocol.Method.cancel.rawValue, let parameters):
                let task = state.withLock { $0.tasks[parameters["task"]?.string ?? ""] }
                task?.cancel()
            case .notification, .result, .failure: break
            }
        } catch {
            channel.send(
                .failure(id: error.id, code: PluginProtocol.ErrorCode.parse, message: error.message, data: .null))
        }
    }

    private func answer(
        _ id: Int, _ method: PluginProtocol.Method?, _ parameters: Value, _ name: String, on channel: MessageChannel
    ) async {
        switch method {
        case .initialize: channel.send(introduction(id, parameters))
        case .describe: channel.send(.result(id: id, ["executors": .list(executors.map(\.descriptor.message))]))
        case .validate:
            guard let executor = executor(in: parameters) else { return refuse(id, parameters, on: channel) }
            let violations = executor.violations(in: parameters["configuration"] ?? .null)
            channel.send(
                .result(id: id, ["violations": .list(violations.map { ["message": .string($0.message)] })]))
        case .execute:
            guard let task = PluginTask(parameters), let executor = executor(in: parameters) else {
                return refuse(id, parameters, on: channel)
            }
            start(task, executor, id, on: channel)
        case .shutdown: channel.send(.result(id: id, [:]))
        case .cancel, .log, .progress, .heartbeat, nil:
            channel.send(
                .failure(
                    id: id, code: PluginProtocol.ErrorCode.unknownMethod,
                    message: "there is no request '\(name)'", data: .null))
        }
    }

    private func introduction(_ id: Int, _ parameters: Value) -> PluginMessage {
        let newest = PluginProtocol.supported.upperBound
        let offered = parameters["protocol"]
        guard let minimum = offered?["minimum"]?.integer, let maximum = offered?["maximum"]?.integer,
            minimum <= newest, maximum >= PluginProtocol.supported.lowerBound
        else {
            return .failure(
                id: id, code: PluginProtocol.ErrorCode.unsupportedProtocol,
                message: "this plugin speaks protocol \(newest)", data: .null)
        }
        if let timeout = parameters["heartbeat_timeout_ms"]?.integer {
            state.withLock { $0.heartbeat = .milliseconds(max(timeout / 3, 10)) }
        }
        var plugin: [String: Value] = ["name": .string(name)]
        plugin["version"] = version.map(Value.string)
        return .result(
            id: id,
            [
                "protocol": .integer(min(maximum, newest)), "plugin": .map(plugin),
                "features": .list(PluginProtocol.Feature.allCases.map { .string($0.rawValue) })
            ])
    }

    private func executor(in parameters: Value) -> RegisteredExecutor? {
        executors.first { $0.descriptor.name.rawValue == parameters["executor"]?.string }
    }

    private func refuse(_ id: Int, _ parameters: Value, on channel: MessageChannel) {
        channel.send(
            .failure(
                id: id, code: PluginProtocol.ErrorCode.invalidParameters,
                message: "there is no executor '\(parameters["executor"]?.text ?? "")', or the context is missing",
                data: .null))
    }

    // MARK: - Tasks

    private func start(_ task: PluginTask, _ executor: RegisteredExecutor, _ id: Int, on channel: MessageChannel) {
        state.withLock { state in
            // Ends with the work, or with the program.
            state.tasks[task.key] = Task {
                let result = await execute(task, executor, on: channel)
                self.state.withLock { $0.tasks[task.key] = nil }
                channel.send(.result(id: id, result.message(now: Date())))
            }
        }
    }

    private func execute(
        _ task: PluginTask, _ executor: RegisteredExecutor, on channel: MessageChannel
    ) async -> TaskResult {
        let logger = Logger(label: name) { StreamLogHandler.standardError(label: $0) }
        let context = task.context(
            clock: SystemClock(), logger: logger, reporter: ChannelReporter(channel: channel, task: task.key))
        do {
            return try await executor.execute(task.configuration, context: context)
        } catch let failure as TaskFailure {
            return .failed(failure)
        } catch is CancellationError {
            return .failed(TaskFailure(.cancelled, "stopped"))
        } catch {
            return .failed(TaskFailure(.runtime, "\(error)"))
        }
    }

    /// Says of every task that it is alive, often enough to be believed.
    private func beat(on channel: MessageChannel) async {
        while true {
            let interval = state.withLock { $0.heartbeat }
            guard (try? await Task.sleep(for: interval)) != nil else { return }
            for key in state.withLock({ Array($0.tasks.keys) }) {
                channel.notify(.heartbeat, ["task": .string(key)])
            }
        }
    }
}

extension ExecutorDescriptor {
    /// As `describe` gives it.
    fileprivate var message: Value {
        var members: [String: Value] = [
            "name": .string(name.rawValue), "summary": .string(summary), "configuration": configuration.notation,
            "outputs": .map(
                outputs.filter { !optionalOutputs.contains($0.key) }.mapValues { .string($0.rawValue) }),
            "examples": .list(examples.map { ["title": .string($0.title), "yaml": .string($0.yaml)] })
        ]
        members["description"] = description.map(Value.string)
        return .map(members)
    }
}
