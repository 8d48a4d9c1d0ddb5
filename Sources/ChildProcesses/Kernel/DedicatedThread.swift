import Dispatch
import Glibc
import Synchronization

/// Runs work that blocks on a thread that it has for itself, so that it takes none from Swift's cooperative pool.
final class DedicatedThread: Sendable {
    /// What `work` returns; cancelling the Swift task raises the signal that `work` is handed.
    ///
    /// - Throws: the system's error if there is no thread or no descriptor to be had; `work` was not called then.
    static func run<Result: Sendable>(
        _ work: @escaping @Sendable (StopSignal) -> Result
    ) async throws(SystemError) -> Result {
        let stop = try StopSignal()
        let result: Swift.Result<Result, SystemError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let failure = hand { continuation.resume(returning: .success(work(stop))) }
                if let failure { continuation.resume(returning: .failure(failure)) }
            }
        } onCancel: {
            stop.raise()
        }
        return try result.get()
    }

    private typealias Work = @Sendable () -> Void

    /// Threads without work, the one that became idle last at the end.
    ///
    /// On a busy machine a thread that wakes up gets to run sooner than one that is new: tasks in a chain are half as
    /// fast again with these.
    private static let idle = Mutex<[DedicatedThread]>([])
    /// How long a thread waits for more work.
    private static let patience: DispatchTimeInterval = .seconds(5)
    /// Little work happens on such a thread, and nothing recursive.
    private static let stackSize = 512 * 1024

    private let work: Mutex<Work?>
    private let wake = DispatchSemaphore(value: 0)

    private init(_ work: @escaping Work) { self.work = Mutex(work) }

    /// Hands work to an idle thread or a new one, or says why there is none.
    private static func hand(_ work: @escaping Work) -> SystemError? {
        guard let thread = idle.withLock({ $0.popLast() }) else { return DedicatedThread(work).start() }
        thread.work.withLock { $0 = work }
        thread.wake.signal()
        return nil
    }

    private func start() -> SystemError? {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        let reference = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let error = pthread_create(
            &thread, &attributes,
            { reference in
                if let reference { Unmanaged<DedicatedThread>.fromOpaque(reference).takeRetainedValue().main() }
                return nil
            }, reference.toOpaque())
        guard error != 0 else { return nil }
        reference.release()
        return SystemError(number: error)
    }

    private func main() {
        // Writing to a child that no longer reads is an error to deal with, not the end of this program.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        while let work = work.withLock({ $0.take() }) {
            work()
            Self.idle.withLock { $0.append(self) }
            guard wake.wait(timeout: .now() + Self.patience) == .timedOut else { continue }
            let wasIdle = Self.idle.withLock { idle in
                guard let index = idle.firstIndex(where: { $0 === self }) else { return false }
                idle.remove(at: index)
                return true
            }
            if wasIdle { return }
            // Somebody has just taken it from the list and is about to hand it work.
            wake.wait()
        }
    }
}
