import Foundation
import Synchronization
import UnixSignals

/// What SIGINT (Ctrl-C) and SIGTERM do, from its creation on: neither ends the program by itself any more.
///
/// The first asks what is under way to end cleanly, as soon as it is known how that is done; a second one ends the
/// program at once.
final class Interruption: Sendable {
    private typealias Order = @Sendable () async -> Void

    private struct State {
        var hasCome = false
        /// It has come before anybody knew what to do.
        var isPending = false
        var first: Order?
        var second: Order?
    }

    /// Apart from the interruption itself, so that the watch does not keep it alive.
    private final class Orders: Sendable {
        let state = Mutex(State())
    }

    private let orders: Orders
    /// Awaited by nobody: it only ever waits for signals, and is cancelled with the interruption.
    private let watch: Task<Void, Never>

    init() async {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let orders = Orders()
        self.orders = orders
        watch = Task {
            await withDiscardingTaskGroup { group in
                for await _ in signals {
                    let (isSecond, order) = orders.state.withLock { state -> (Bool, Order?) in
                        if state.hasCome { return (true, state.second) }
                        state.hasCome = true
                        state.isPending = state.first == nil
                        return (false, state.first)
                    }
                    if isSecond {
                        await order?()
                        // Without the clean-up of exit(), which other threads would be in the middle of.
                        _exit(ExitStatus.interrupted.rawValue)
                    }
                    // Beside the loop: a clean end that hangs must not keep the second signal waiting.
                    if let order { group.addTask { await order() } }
                }
            }
        }
    }

    deinit { watch.cancel() }

    /// Runs `body`; a signal that has come before is attended to now.
    ///
    /// - Parameters:
    ///   - first: called once, at the first signal.
    ///   - second: called at the second one, right before the program ends with 130.
    func handled<Result: Sendable>(
        by first: @escaping @Sendable () async -> Void, then second: @escaping @Sendable () async -> Void,
        during body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let isPending = orders.state.withLock { state in
            defer { state.isPending = false }
            state.first = first
            state.second = second
            return state.isPending
        }
        defer {
            orders.state.withLock { state in
                state.first = nil
                state.second = nil
            }
        }
        async let asked: Void = { if isPending { await first() } }()
        let result = try await body()
        await asked
        return result
    }

    /// The same where nothing can be interrupted before `body` begins.
    static func handled<Result: Sendable>(
        by first: @escaping @Sendable () async -> Void, then second: @escaping @Sendable () async -> Void,
        during body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await Interruption().handled(by: first, then: second, during: body)
    }
}
