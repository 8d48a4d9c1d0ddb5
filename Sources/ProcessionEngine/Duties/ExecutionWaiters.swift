import Procession
import Synchronization

/// Those who wait for executions to end.
final class ExecutionWaiters: Sendable {
    private let waiting = Mutex<[ExecutionID: [AsyncStream<Void>.Continuation]]>([:])

    /// Wakes everybody who waits for an execution.
    func ended(_ id: ExecutionID) {
        for continuation in waiting.withLock({ $0.removeValue(forKey: id) }) ?? [] { continuation.finish() }
    }

    /// The executions that somebody waits for.
    var awaited: [ExecutionID] { waiting.withLock { Array($0.keys) } }

    /// Returns when the execution ends or the Swift task is cancelled.
    ///
    /// `isOver` is asked once after the wait was entered, so that no end is missed.
    func wait(for id: ExecutionID, unless isOver: () async throws -> Bool) async rethrows {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        waiting.withLock { $0[id, default: []].append(continuation) }
        if try await isOver() { return }
        for await _ in stream {}
    }
}
