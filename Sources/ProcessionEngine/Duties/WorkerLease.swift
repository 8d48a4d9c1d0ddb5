import Procession
import Synchronization

/// Under which id this engine works, and until when it may be sure that the tasks of that worker are its own.
///
/// A lease is trusted for four fifths of its time, counted from before it was asked for: so this worker has let go of
/// its tasks when others may take them. Where nobody else can write to the database, it is trusted for ever.
final class WorkerLease: Sendable {
    private struct State {
        var worker: WorkerID = ""
        var trustedUntil = Duration.zero
        var isGivenUp = false
        var isBeingReplaced = false
    }

    private let parts: EngineParts
    private let state = Mutex(State())

    init(_ parts: EngineParts) { self.parts = parts }

    var worker: WorkerID { state.withLock { $0.worker } }

    /// When the trust ends, on the monotonic clock; nil if it doesn't.
    var trustedUntil: Duration? { parts.store.isExclusive ? nil : state.withLock { $0.trustedUntil } }

    var isTrusted: Bool {
        parts.store.isExclusive
            || state.withLock { !$0.isGivenUp && parts.clock.monotonic < $0.trustedUntil }
    }

    /// Records that `worker` was given a lease that was asked for at `asked`, on the monotonic clock.
    func hold(as worker: WorkerID, since asked: Duration) {
        state.withLock { state in
            state.worker = worker
            state.trustedUntil = end(asked)
            state.isGivenUp = false
        }
    }

    /// Records that the lease of `worker` was renewed, unless it was given up or replaced meanwhile.
    func renewed(for worker: WorkerID, since asked: Duration) {
        state.withLock { state in
            if worker == state.worker, !state.isGivenUp { state.trustedUntil = end(asked) }
        }
    }

    /// Gives the lease up if it is over, for good: a renewal that comes late brings it back no more.
    ///
    /// - Returns: the worker that it was of; nil if it is not over.
    func giveUpIfOver() -> WorkerID? {
        state.withLock { state in
            if parts.clock.monotonic >= state.trustedUntil { state.isGivenUp = true }
            return state.isGivenUp ? state.worker : nil
        }
    }

    private func end(_ asked: Duration) -> Duration { asked + parts.configuration.leaseDuration * 4 / 5 }

    /// Lets one caller at a time replace a worker that is lost; the others find that it has been replaced.
    func replace(_ lost: WorkerID, _ register: () async throws -> Void) async rethrows {
        let isFirst = state.withLock { state in
            guard state.worker == lost, !state.isBeingReplaced else { return false }
            state.isBeingReplaced = true
            return true
        }
        guard isFirst else { return }
        defer { state.withLock { $0.isBeingReplaced = false } }
        try await register()
    }
}
