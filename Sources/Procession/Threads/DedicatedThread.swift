import Dispatch
import Glibc
import Synchronization

/// A thread that one Swift task has for itself, so that what blocks in it takes none from Swift's cooperative pool.
///
/// The task and all that it awaits go on where they are: a child process is prepared, started, watched and reported by
/// one thread, without a change of threads between.
package final class DedicatedThread: TaskExecutor {
    /// There is no thread to be had; the number is the system's (`errno`).
    package struct Unavailable: Error {
        package let number: Int32
    }

    fileprivate struct State {
        var jobs: [UnownedJob] = []
        /// Whether a task that has not ended yet has the thread.
        var isTaken = true
        /// What the thread does for somebody else before it sleeps.
        var favor: Favor?
        /// Whether it does that now: a task that is started by it then goes on here.
        var isLent = false
    }

    /// Work of somebody else, which asks now and then whether the thread is wanted for a task of its own again.
    package typealias Favor = @Sendable (_ isWanted: () -> Bool) -> Void

    /// Threads without a task, the one that became idle last at the end.
    ///
    /// On a busy machine a thread that wakes up gets to run sooner than one that is new: tasks in a chain are half as
    /// fast again with these.
    private static let idle = Mutex<[DedicatedThread]>([])
    /// How long a thread waits for another task.
    private static let patience: DispatchTimeInterval = .seconds(5)
    private static let stackSize = 4 << 20
    /// Set on such threads only.
    private static let mark: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    private init() {}

    /// Whether the caller is on such a thread, and may block it.
    package static var isCurrent: Bool { pthread_getspecific(mark) != nil }

    private static var current: DedicatedThread? {
        pthread_getspecific(mark).map { Unmanaged.fromOpaque($0).takeUnretainedValue() }
    }

    /// Starts a Swift task on a thread of its own.
    ///
    /// - Parameter atEnd: is given the result, on the thread, when that is free for another task.
    package static func task<Result: Sendable>(
        _ body: @escaping @Sendable () async -> Result, atEnd: @escaping @Sendable (Result) -> Void = { _ in }
    ) throws(Unavailable) -> Task<Result, Never> {
        let thread = try take()
        return Task(executorPreference: thread) {
            let result = await body()
            thread.state.withLock { $0.isTaken = false }
            atEnd(result)
            return result
        }
    }

    /// Has the calling thread work for somebody else as soon as it would sleep, instead of waking up another one.
    ///
    /// - Returns: false if it is no such thread, has a task that may keep it from that, or is promised to another.
    package static func lend(_ favor: @escaping Favor) -> Bool {
        guard let thread = current else { return false }
        return thread.state.withLock { state in
            guard !state.isTaken, state.favor == nil else { return false }
            state.favor = favor
            return true
        }
    }

    // MARK: The executor

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        wake.signal()
    }

    // MARK: The thread

    /// The calling thread if it works for somebody else, an idle one or a new one.
    private static func take() throws(Unavailable) -> DedicatedThread {
        if let thread = current, thread.state.withLock({ $0.takeBack() }) { return thread }
        if let thread = idle.withLock({ $0.popLast() }) {
            thread.state.withLock { $0.isTaken = true }
            return thread
        }
        let thread = DedicatedThread()
        try thread.start()
        return thread
    }

    private func start() throws(Unavailable) {
        let reference = Unmanaged.passRetained(self)
        let failure = withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { attributes -> Int32 in
            guard let attributes = attributes.baseAddress else { return ENOMEM }
            pthread_attr_init(attributes)
            defer { pthread_attr_destroy(attributes) }
            pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
            pthread_attr_setstacksize(attributes, Self.stackSize)
            var thread = pthread_t()
            return pthread_create(
                &thread, attributes,
                { reference in
                    if let reference { Unmanaged<DedicatedThread>.fromOpaque(reference).takeRetainedValue().main() }
                    return nil
                }, reference.toOpaque())
        }
        guard failure != 0 else { return }
        reference.release()
        throw Unavailable(number: failure)
    }

    private func main() {
        pthread_setspecific(Self.mark, Unmanaged.passUnretained(self).toOpaque())
        // Writing to a child that no longer reads is an error to deal with, not the end of this program.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        repeat {
            wake.wait()
            for job in takeJobs() { job.runSynchronously(on: asUnownedTaskExecutor()) }
        } while isTaken || waitsForTask()
    }

    private var isTaken: Bool { state.withLock { $0.isTaken } }

    private func takeJobs() -> [UnownedJob] {
        state.withLock { state in
            defer { state.jobs = [] }
            return state.jobs
        }
    }

    /// Offers the thread to other tasks; false if none wanted it for a while.
    private func waitsForTask() -> Bool {
        doFavor()
        guard !isTaken else { return true }
        Self.idle.withLock { $0.append(self) }
        while wake.wait(timeout: .now() + Self.patience) == .success {
            // Else it was for a job that is done already.
            guard isTaken else { continue }
            wake.signal()
            return true
        }
        return Self.idle.withLock { idle in
            guard let index = idle.firstIndex(where: { $0 === self }) else { return true }
            idle.remove(at: index)
            return false
        }
    }

    private func doFavor() {
        let favor = state.withLock { state in
            defer { state.favor = nil }
            state.isLent = state.favor != nil
            return state.favor
        }
        favor? { isTaken }
        state.withLock { $0.isLent = false }
    }
}

extension DedicatedThread.State {
    /// Whether the thread is lent and not wanted yet: then it is now.
    fileprivate mutating func takeBack() -> Bool {
        guard isLent, !isTaken else { return false }
        isTaken = true
        return true
    }
}
