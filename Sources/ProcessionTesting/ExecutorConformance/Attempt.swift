import Procession
import Synchronization

/// An attempt that may never end.
final class Attempt: Sendable {
    /// Shared with the task that carries it out.
    private final class Ending: Sendable { let result = Mutex<Result<TaskResult, any Error>?>(nil) }

    private let ending: Ending
    private let work: Task<Void, Never>

    init(_ executor: RegisteredExecutor, _ configuration: Value, _ context: TaskContext) {
        let ending = Ending()
        self.ending = ending
        // Ends with the attempt; nobody awaits one that hangs.
        work = Task {
            let result: Result<TaskResult, any Error>
            do {
                result = .success(try await executor.execute(configuration, context: context))
            } catch {
                result = .failure(error)
            }
            ending.result.withLock { $0 = result }
        }
    }

    func cancel() { work.cancel() }

    /// What has come of it; nil if it hasn't ended in time.
    func result(within limit: Duration) async throws -> Result<TaskResult, any Error>? {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if let result = ending.result.withLock({ $0 }) { return result }
            try await Task.sleep(for: .milliseconds(2))
        }
        return ending.result.withLock { $0 }
    }
}
