import Foundation
import GRDB
import Procession
import Synchronization

/// Writes for many callers at once: what waits while one transaction is committed shares the next one.
///
/// One connection does all the writing and checkpointing, in the order in which the calls came. Each operation of a
/// shared transaction has a savepoint of its own, so that one which throws undoes only itself. Callers are resumed after
/// the commit has reached the disk, never before; because each of them is suspended until then, the queue can't outgrow
/// the number of callers.
///
/// Whoever serves does what waits, and between transactions runs the Swift tasks that prefer this executor: a thread of
/// its own, or a ``DedicatedThread`` that has come to the end of its task, so that what follows from it needs no change
/// of threads.
final class GroupCommitWriter: TaskExecutor {
    /// An operation's turn: gives what to call once it is durable.
    private typealias Acknowledge = @Sendable () -> Void

    private struct Operation: Sendable {
        let run: @Sendable (any SQLConnection) throws(ProcessionError) -> Acknowledge
        let fail: @Sendable (ProcessionError) -> Void
    }

    private struct State {
        var operations: [Operation] = []
        var jobs: [UnownedJob] = []
        /// Whether a thread does what waits: it takes on what comes meanwhile.
        var isServed = false
        var isClosing = false
        /// Whether the last of the work has been taken.
        var hasEnded = false
        var isClosed = false
        var onClose: [Acknowledge] = []
        var commits = 0
    }

    /// No operation joins a transaction that has been open for longer, so that none waits for many large ones.
    private static let openTime = Duration.milliseconds(20)
    private static let largestBatch = 256

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let queue: DatabaseQueue
    /// Used by the thread that serves; nil once the writer has closed.
    private let connection: Mutex<SQLiteConnection?>

    /// Transactions committed so far.
    var commits: Int { state.withLock { $0.commits } }

    init(_ queue: DatabaseQueue) throws {
        self.queue = queue
        connection = Mutex(try queue.unsafeRead { try SQLiteConnection($0) })
        // The thread holds this object until ``close()``, which the owner of the database calls.
        let thread = Thread { self.run() }
        thread.name = "procession-writer"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Runs `body` within a transaction and returns after its commit.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        let result: Swift.Result<Result, ProcessionError> = await withCheckedContinuation { continuation in
            submit(
                Operation(
                    run: { connection throws(ProcessionError) in
                        let result = try body(connection)
                        return { continuation.resume(returning: .success(result)) }
                    },
                    fail: { continuation.resume(returning: .failure($0)) }))
        }
        return try result.get()
    }

    /// Returns after the last operation: later ones are refused.
    func close() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state in
                if !state.isClosed { state.onClose.append { continuation.resume() } }
                state.isClosing = true
                return state.isClosed
            }
            if isClosed { continuation.resume() } else { wakeUp.signal() }
        }
    }

    private func submit(_ operation: Operation) {
        let isAccepted = state.withLock { state in
            if !state.isClosing { state.operations.append(operation) }
            return !state.isClosing
        }
        if isAccepted {
            findThread()
        } else {
            operation.fail(ProcessionError(.databaseUnavailable, "the database has been closed"))
        }
    }

    // MARK: Swift tasks

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isAccepted = state.withLock { state in
            if !state.hasEnded { state.jobs.append(job) }
            return !state.hasEnded
        }
        if isAccepted {
            findThread()
        } else {
            // A task that still has something to do after the end does it anywhere.
            DispatchQueue.global().async { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }

    // MARK: Threads

    /// Sees to it that somebody serves.
    private func findThread() {
        guard !state.withLock({ $0.isServed }) else { return }
        if !DedicatedThread.lend({ self.serve(until: $0) }) { wakeUp.signal() }
    }

    private func run() {
        while !state.withLock({ $0.hasEnded }) {
            wakeUp.wait()
            serve { false }
        }
        connection.withLock { connection in
            connection?.forgetStatements()
            connection = nil
        }
        let waiting = state.withLock { state in
            state.isClosed = true
            return state.onClose
        }
        waiting.forEach { $0() }
    }

    private enum Work {
        case jobs([UnownedJob])
        case operations([Operation])
    }

    /// Does what waits, unless another thread is at it, until nothing is left or the thread is wanted for something else.
    private func serve(until isWanted: () -> Bool) {
        let isFree = state.withLock { state in
            defer { state.isServed = true }
            return !state.isServed
        }
        guard isFree else { return }
        while let work = next(unless: isWanted()) {
            switch work {
            case .jobs(let jobs): for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            case .operations(let batch):
                connection.withLock { connection in
                    // Blocks, and runs on this thread: the queue says who may use its connection.
                    if let connection { queue.writeWithoutTransaction { _ in commit(batch, connection) } }
                }
            }
        }
    }

    /// What waits now; nil if there is nothing, or if the thread has to leave it to another one.
    ///
    /// Swift tasks come first: they may have more to write.
    private func next(unless isWanted: Bool) -> Work? {
        let (work, needsThread) = state.withLock { state -> (Work?, Bool) in
            let isIdle = state.jobs.isEmpty && state.operations.isEmpty
            guard !isIdle, !isWanted else {
                state.isServed = false
                state.hasEnded = isIdle && state.isClosing
                return (nil, !isIdle || state.isClosing)
            }
            if !state.jobs.isEmpty {
                defer { state.jobs = [] }
                return (.jobs(state.jobs), false)
            }
            let batch = Array(state.operations.prefix(Self.largestBatch))
            state.operations.removeFirst(batch.count)
            return (.operations(batch), false)
        }
        if needsThread { wakeUp.signal() }
        return work
    }

    private func commit(_ batch: [Operation], _ connection: SQLiteConnection) {
        var done: [(operation: Operation, acknowledge: Acknowledge)] = []
        var refused: [(operation: Operation, error: ProcessionError)] = []
        var count = 0
        let start = ContinuousClock.now
        do throws(ProcessionError) {
            try connection.execute("BEGIN IMMEDIATE")
            for operation in batch {
                count += 1
                do throws(ProcessionError) {
                    done.append((operation, try perform(operation, connection, alone: batch.count == 1)))
                } catch {
                    if connection.losesTransaction(by: error) { throw error }
                    refused.append((operation, error))
                }
                if ContinuousClock.now - start > Self.openTime { break }
            }
            try connection.execute(done.isEmpty ? "ROLLBACK" : "COMMIT")
        } catch {
            undo(connection)
            batch.prefix(count).forEach { $0.fail(error) }
            requeue(batch.dropFirst(count))
            return
        }
        let hasCommitted = !done.isEmpty
        state.withLock { state in
            if hasCommitted { state.commits += 1 }
            state.operations.insert(contentsOf: batch.dropFirst(count), at: 0)
        }
        done.forEach { $0.acknowledge() }
        refused.forEach { $0.operation.fail($0.error) }
    }

    private func perform(
        _ operation: Operation, _ connection: SQLiteConnection, alone: Bool
    ) throws(ProcessionError) -> Acknowledge {
        if alone { return try operation.run(connection) }
        return try connection.undoable { () throws(ProcessionError) in try operation.run(connection) }
    }

    private func undo(_ connection: SQLiteConnection) {
        guard connection.isInTransaction else { return }
        // A rollback reports the fault that made it necessary, and takes place all the same.
        _ = try? connection.execute("ROLLBACK")
    }

    private func requeue(_ operations: ArraySlice<Operation>) {
        state.withLock { $0.operations.insert(contentsOf: operations, at: 0) }
    }
}
