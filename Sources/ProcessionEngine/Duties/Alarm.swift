import Procession
import Synchronization

/// Rings once at the earliest time that it was set to.
final class Alarm: Sendable {
    private struct State {
        var due: Duration?
        var timer: Task<Void, Never>?
    }

    private let clock: any ProcessionClock
    private let executor: (any TaskExecutor)?
    private let ring: @Sendable () -> Void
    private let state = Mutex(State())

    init(_ parts: EngineParts, ring: @escaping @Sendable () -> Void) {
        clock = parts.clock
        executor = parts.executor
        self.ring = ring
    }

    /// Sets the alarm to a time of the monotonic clock; nil switches it off.
    func set(to due: Duration?) {
        state.withLock { state in
            guard due != state.due else { return }
            state.timer?.cancel()
            state.due = due
            guard let due else { return state.timer = nil }
            // Nobody awaits the timer: it ends by itself, or is cancelled by the next setting.
            state.timer = Task(executorPreference: executor) { [clock, ring] in
                do {
                    try await clock.sleep(for: max(due - clock.monotonic, .zero))
                } catch {
                    return
                }
                self.clear(due)
                ring()
            }
        }
    }

    private func clear(_ due: Duration) {
        state.withLock { state in
            if state.due == due { state.due = nil }
        }
    }
}
