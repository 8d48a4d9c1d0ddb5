import Logging
import Procession
import Synchronization

/// What a plugin's process says beside its answers: lines of standard error, and what was wrong with its messages.
///
/// A flood is cut: so many lines in so long a time go to the log, the others are counted.
final class PluginLog: Sendable {
    private struct State {
        var lines = LineSplitter(limit: 8 * 1024)
        var secrets: Set<String> = []
        var masker = SecretMasker([String]())
        var lastLine: String?
        var windowStart = ContinuousClock.now
        var written = 0
        var dropped = 0
    }

    private static let window: Duration = .seconds(10)
    private static let linesInWindow = 100

    private let logger: Logger
    private let plugin: PluginName
    private let state = Mutex(State())

    init(_ logger: Logger, plugin: PluginName) {
        self.logger = logger
        self.plugin = plugin
    }

    /// Masks these from now on.
    func keepSecret(_ secrets: some Collection<String>) {
        guard !secrets.isEmpty else { return }
        state.withLock { state in
            let known = state.secrets.count
            state.secrets.formUnion(secrets)
            if state.secrets.count > known { state.masker = SecretMasker(state.secrets) }
        }
    }

    /// Takes a piece of standard error.
    func feed(_ bytes: [UInt8]) {
        state.withLock { state in
            for line in state.lines.feed(bytes) { write(line, &state) }
        }
    }

    /// Takes what came after the last line end, at the end of the process.
    func flush() {
        state.withLock { state in
            if let line = state.lines.finish() { write(line, &state) }
        }
    }

    /// Says what is odd about the plugin.
    func note(_ text: String) {
        state.withLock { state in
            guard isWithinLimit(&state) else { return }
            logger.warning("plugin '\(plugin)': \(state.masker.mask(text))")
        }
    }

    /// The last line of standard error that wasn't blank, masked.
    var lastLine: String? { state.withLock { $0.lastLine } }

    private func write(_ line: LineSplitter.Line, _ state: inout State) {
        let bytes =
            switch line {
            case .whole(let bytes), .tooLong(let bytes): bytes
            }
        let text = state.masker.mask(String(decoding: bytes, as: UTF8.self))
        guard text.contains(where: { !$0.isWhitespace }) else { return }
        state.lastLine = String(text.prefix(200))
        if isWithinLimit(&state) { logger.info("\(plugin): \(text)") }
    }

    private func isWithinLimit(_ state: inout State) -> Bool {
        let now = ContinuousClock.now
        if now - state.windowStart > Self.window {
            if state.dropped > 0 { logger.warning("plugin '\(plugin)': \(state.dropped) more lines were dropped") }
            (state.windowStart, state.written, state.dropped) = (now, 0, 0)
        }
        guard state.written < Self.linesInWindow else {
            state.dropped += 1
            return false
        }
        state.written += 1
        return true
    }
}
