import Foundation
import UnixSignals

/// What SIGINT (Ctrl-C) and SIGTERM do while something is under way.
///
/// The first asks it to end cleanly; a second one ends the program at once.
enum Interruption {
    /// Runs `body`, and watches for signals meanwhile.
    ///
    /// - Parameters:
    ///   - first: called once, at the first signal.
    ///   - second: called at the second one, right before the program ends with 130.
    static func handled<Result: Sendable>(
        by first: @escaping @Sendable () async -> Void, then second: @escaping @Sendable () async -> Void,
        during body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        // Awaited through its cancellation below: it only ever waits for signals.
        let watch = Task {
            await withDiscardingTaskGroup { group in
                var isSecond = false
                for await _ in signals {
                    if isSecond {
                        await second()
                        // Without the clean-up of exit(), which other threads would be in the middle of.
                        _exit(ExitStatus.interrupted.rawValue)
                    }
                    isSecond = true
                    // Beside the loop: a clean end that hangs must not keep the second signal waiting.
                    group.addTask { await first() }
                }
            }
        }
        defer { watch.cancel() }
        return try await body()
    }
}
