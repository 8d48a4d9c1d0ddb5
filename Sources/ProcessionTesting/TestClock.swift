public import Procession
import Synchronization

public import struct Foundation.Date

/// A clock that stands still until a test moves it.
public final class TestClock: ProcessionClock {
    private struct Sleeper {
        var due: Duration
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Date
        var monotonic: Duration
        var nextID = 0
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    /// A clock that shows 2026-01-01 00:00:00 UTC, an hour after a boot, unless told otherwise.
    public init(now: Date = Date(timeIntervalSince1970: 1_767_225_600), sinceBoot: Duration = .seconds(3600)) {
        state = Mutex(State(now: now, monotonic: sinceBoot))
    }

    public var now: Date { state.withLock { $0.now } }
    public var monotonic: Duration { state.withLock { $0.monotonic } }

    /// How far away the next sleeper's end is; nil if nobody sleeps.
    public var untilNextDue: Duration? {
        state.withLock { state in
            state.sleepers.values.map(\.due).min().map { max($0 - state.monotonic, .zero) }
        }
    }

    public func sleep(for duration: Duration) async throws {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state -> Bool? in
                    if state.cancelled.remove(id) != nil { return false }
                    if duration <= .zero { return true }
                    state.sleepers[id] = Sleeper(due: state.monotonic + duration, continuation: continuation)
                    return nil
                }
                switch isOver {
                case true?: continuation.resume()
                case false?: continuation.resume(throwing: CancellationError())
                case nil: break
                }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves the wall clock and the monotonic one, and wakes everybody whose time has come.
    ///
    /// The earliest first, and of those whose time is the same, the one who has slept longest.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.monotonic += duration
            state.now.addTimeInterval(duration.inSeconds)
            let due = state.sleepers.filter { $0.value.due <= state.monotonic }
            for id in due.keys { state.sleepers[id] = nil }
            return due.sorted { ($0.value.due, $0.key) < ($1.value.due, $1.key) }.map(\.value)
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Sets the wall clock forward or back, as an administrator or NTP does; no sleeper notices.
    public func stepWallClock(by duration: Duration) {
        state.withLock { $0.now.addTimeInterval(duration.inSeconds) }
    }

    /// Moves from one sleeper's end to the next until `condition` holds or the Swift task is cancelled.
    ///
    /// Between two moves a millisecond of real time passes: threads that know nothing of this clock, such as the one
    /// that writes the database, get on with their work, and time does not run away from them.
    public func advance(until condition: () async throws -> Bool) async rethrows {
        while !Task.isCancelled, try await !condition() {
            if let duration = untilNextDue { advance(by: duration) }
            do {
                try await ContinuousClock().sleep(for: .milliseconds(1))
            } catch {
                return
            }
        }
    }
}
