import Procession

extension DedicatedThread {
    /// What `work` returns, which blocks; cancelling the Swift task raises the signal that `work` is handed.
    ///
    /// - Parameter inPlace: whether a task that has a thread for itself waits there, so that nothing else of it goes on
    ///   meanwhile; otherwise, and for any other task, the work gets a thread of its own.
    /// - Throws: the system's error if there is no thread or no descriptor to be had; `work` was not called then.
    static func run<Result: Sendable>(
        inPlace: Bool = false, _ work: @escaping @Sendable (StopSignal) -> Result
    ) async throws(SystemError) -> Result {
        let stop = try StopSignal()
        // The thread begins before the handler below is there.
        if Task.isCancelled { stop.raise() }
        let thread: Task<Result, Never>?
        do throws(Unavailable) {
            thread = inPlace && isCurrent ? nil : try task { work(stop) }
        } catch {
            throw SystemError(number: error.number)
        }
        return await withTaskCancellationHandler {
            if let thread { await thread.value } else { work(stop) }
        } onCancel: {
            stop.raise()
        }
    }
}
