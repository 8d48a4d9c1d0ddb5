import Procession
import Synchronization

/// Rings once at the earliest time that it was set to.
final class Alarm: Sendable {
    private struct State {
        var due: Duration?
        /// When the timer looks next; never later than `due`.
        var wakesAt: Duration?
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
            state.due = due
            // Deadlines mostly move away, and a timer that wakes too early for the new one only sleeps on.
            if let due, let wakesAt = state.wakesAt, wakesAt <= due { return }
            state.timer?.cancel()
            state.wakesAt = due
            // Nobody awaits the timer: it ends by itself, or is cancelled by an earlier setting.
            state.timer = due.map { due in Task(executorPreference: executor) { await self.sleep(until: due) } }
        }
    }

    private func sleep(until first: Duration) async {
        var next: Duration? = first
        while let wakesAt = next {
            do {
                try await clock.sleep(for: max(wakesAt - clock.monotonic, .zero))
            } catch {
                return
            }
            next = wake(at: wakesAt)
        }
    }

    /// Rings if it is time; else, how long to sleep on.
    private func wake(at wakesAt: Duration) -> Duration? {
        let (isTime, next) = state.withLock { state -> (Bool, Duration?) in
            // Another timer has taken over.
            guard state.wakesAt == wakesAt, let due = state.due else { return (false, nil) }
            state.wakesAt = due > wakesAt ? due : nil
            if due > wakesAt { return (false, due) }
            state.due = nil
            return (true, nil)
        }
        if isTime { ring() }
        return next
    }
}
