import Logging
import Procession
import Synchronization

/// What happened in a simulation, line by line; kept only where somebody wants to read it.
final class SimulationHistory: Sendable {
    private struct State {
        var lines: [String] = []
        var violations: [String] = []
        var counts: [String: Int] = [:]
    }

    private let clock: TestClock
    private let start: Duration
    let isKept: Bool
    private let state = Mutex(State())

    init(clock: TestClock, isKept: Bool) {
        self.clock = clock
        self.isKept = isKept
        start = clock.monotonic
    }

    var lines: [String] { state.withLock { $0.lines } }
    var violations: [String] { state.withLock { $0.violations } }
    var counts: [String: Int] { state.withLock { $0.counts } }

    func tell(_ line: @autoclosure () -> String) {
        guard isKept else { return }
        let seconds = Int((clock.monotonic - start).inSeconds * 1000)
        let text = "\(seconds / 1000).\(String(1000 + seconds % 1000).dropFirst()) s  \(line())"
        state.withLock { $0.lines.append(text) }
    }

    /// Counts something that happened, and tells it.
    func count(_ what: String, _ line: @autoclosure () -> String) {
        state.withLock { $0.counts[what, default: 0] += 1 }
        tell(line())
    }

    func count(_ what: String, by number: Int) { state.withLock { $0.counts[what, default: 0] += number } }

    func violation(_ text: String) {
        tell("VIOLATION: \(text)")
        state.withLock { $0.violations.append(text) }
    }
}

/// Brings what an engine logs into the history.
struct SimulationLogHandler: LogHandler {
    let engine: String
    let history: SimulationHistory
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level {
        get { history.isKept ? .info : .critical }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        history.tell("\(engine) says: \(event.message)")
    }
}
