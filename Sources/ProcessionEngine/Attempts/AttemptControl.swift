import Synchronization

/// The handle by which a running attempt is ended from outside.
final class AttemptControl: Sendable {
    /// Why an attempt has to end before its executor is done.
    enum Reason: Sendable {
        case stop, timeout, executionTimeout, shutdown
        /// The worker was declared dead: whatever the attempt says, nobody may hear it.
        case fenced
    }

    private struct State {
        var reason: Reason?
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// What ended the attempt from outside; nil if nothing did.
    var reason: Reason? { state.withLock { $0.reason } }

    /// Ends the attempt.
    ///
    /// The first reason stands, but a fenced attempt is fenced whatever came before.
    func cancel(_ reason: Reason) {
        let cancel = state.withLock { state -> (@Sendable () -> Void)? in
            if state.reason == nil || reason == .fenced { state.reason = reason }
            return state.cancel
        }
        cancel?()
    }

    /// Says how to cancel; does so at once if that was asked for already.
    func onCancel(_ cancel: @escaping @Sendable () -> Void) {
        let isCancelled = state.withLock { state in
            state.cancel = cancel
            return state.reason != nil
        }
        if isCancelled { cancel() }
    }
}
