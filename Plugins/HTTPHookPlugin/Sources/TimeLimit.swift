import Procession

/// How long something may take on a clock.
struct TimeLimit: Sendable {
    let duration: Duration
    let clock: any ProcessionClock

    /// The time is over.
    struct Exceeded: Error {}

    /// Runs `operation`; cancels it and throws ``Exceeded`` when the time is over.
    ///
    /// Returns only after `operation` has returned, so that nothing of it is left behind.
    func run<Result: Sendable>(_ operation: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask(operation: operation)
            group.addTask {
                try await clock.sleep(for: duration)
                throw Exceeded()
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}
