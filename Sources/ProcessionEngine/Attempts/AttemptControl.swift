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
        var hasBegun = false
        var cancel: (@Sendable () -> Void)?
    }

    private let mayBegin: @Sendable () -> Bool
    private let state = Mutex(State())

    /// - Parameter mayBegin: whether the worker still has the right to its tasks.
    init(mayBegin: @escaping @Sendable () -> Bool) { self.mayBegin = mayBegin }

    /// What ended the attempt from outside; nil if nothing did.
    var reason: Reason? { state.withLock { $0.reason } }

    /// Whether the executor was called.
    var hasBegun: Bool { state.withLock { $0.hasBegun } }

    /// Asks, right before the executor is called, whether it may be.
    ///
    /// A machine that slept between the claim and this moment may have lost the task to another one.
    func begin() -> Bool {
        let mayBegin = mayBegin()
        return state.withLock { state in
            if !mayBegin { state.reason = .fenced }
            state.hasBegun = state.reason == nil
            return state.hasBegun
        }
    }

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
