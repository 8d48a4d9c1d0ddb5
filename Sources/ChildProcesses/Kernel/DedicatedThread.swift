import Glibc

/// Runs work that blocks on a thread of its own, so that it takes none from Swift's cooperative pool.
enum DedicatedThread {
    /// Little work happens on such a thread, and nothing recursive.
    private static let stackSize = 512 * 1024

    /// What `work` returns; cancelling the Swift task raises the signal that `work` is handed.
    ///
    /// The thread is as short-lived as the work: making one costs about 15 us, a thirtieth of what starting the
    /// smallest child does, and less than waking one that waits in a pool.
    ///
    /// - Throws: the system's error if there is no thread or no descriptor to be had; `work` was not called then.
    static func run<Result: Sendable>(
        _ work: @escaping @Sendable (StopSignal) -> Result
    ) async throws(SystemError) -> Result {
        let stop = try StopSignal()
        let result: Swift.Result<Result, SystemError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let failure = detach { continuation.resume(returning: .success(work(stop))) }
                if let failure { continuation.resume(returning: .failure(failure)) }
            }
        } onCancel: {
            stop.raise()
        }
        return try result.get()
    }

    /// Starts a thread, or says why there is none.
    private static func detach(_ body: @escaping @Sendable () -> Void) -> SystemError? {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, stackSize)
        let box = Unmanaged.passRetained(Box(body))
        var thread = pthread_t()
        let error = pthread_create(
            &thread, &attributes,
            { box in
                if let box { Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        guard error != 0 else { return nil }
        box.release()
        return SystemError(number: error)
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
