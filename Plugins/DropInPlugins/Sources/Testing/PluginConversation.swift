import ChildProcesses
import Foundation
import Procession
import ProcessionYAML
import Synchronization

/// A plugin's process and everything that it has said, for trying how it behaves.
final class PluginConversation: Sendable {
    private struct State {
        var lines = LineSplitter(limit: PluginProtocol.longestLine)
        var messages: [PluginMessage] = []
        var noise: [String] = []
        var outcome: String?
    }

    private let input: ChildInput
    private let runner: Task<Void, Never>
    private let state: Shared

    /// Shared with the task that runs the process.
    private final class Shared: Sendable { let value = Mutex(State()) }

    init(_ manifest: PluginManifest, _ program: PluginProgram) throws(TaskFailure) {
        let input = try ChildInput(limit: 4 * PluginProtocol.longestLine)
        let command = try ChildCommand(startOf: program, of: manifest, input: input, grace: .seconds(2))
        let shared = Shared()
        self.input = input
        state = shared
        // Ends with the process, which `stop` ends.
        runner = Task {
            let outcome: String
            do throws(SpawnFailure) {
                outcome = "\(try await ChildProcess.run(command) { Self.receive($0, $1, shared) })"
            } catch {
                outcome = error.description
            }
            shared.value.withLock { $0.outcome = outcome }
        }
    }

    func send(_ message: PluginMessage) { _ = input.write(message.line) }
    func send(text: String) { _ = input.write(Array((text + "\n").utf8)) }
    func closeInput() { input.close() }

    func request(_ id: Int, _ method: PluginProtocol.Method, _ parameters: Value = [:]) {
        send(.request(id: id, method: method.rawValue, parameters: parameters))
    }

    /// The answer to a request; nil if none has come in time, or before the process ended.
    func answer(to id: Int, within limit: Duration) async -> PluginMessage? {
        await found(within: limit) { state in
            state.messages.first { message in
                switch message {
                case .result(id, _), .failure(id, _, _, _): true
                default: false
                }
            }
        }
    }

    /// How the process has ended; nil if it hasn't in time.
    func end(within limit: Duration) async -> String? { await found(within: limit) { $0.outcome } }

    /// Lines on standard output that are no messages.
    var noise: [String] { state.value.withLock { $0.noise } }

    func stop() async {
        runner.cancel()
        await runner.value
    }

    private func found<Found>(within limit: Duration, _ look: (State) -> Found?) async -> Found? {
        let deadline = ContinuousClock.now + limit
        while true {
            let (found, hasEnded) = state.value.withLock { (look($0), $0.outcome != nil) }
            if let found { return found }
            guard !hasEnded, ContinuousClock.now < deadline else { return nil }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    private static func receive(_ bytes: [UInt8], _ stream: LogStream, _ shared: Shared) {
        guard stream == .stdout else { return }
        shared.value.withLock { state in
            for case .whole(let line) in state.lines.feed(bytes) where !line.isEmpty {
                do throws(PluginMessage.Malformed) {
                    state.messages.append(try PluginMessage(line: line))
                } catch {
                    state.noise.append(String(decoding: line.prefix(80), as: UTF8.self))
                }
            }
        }
    }
}
