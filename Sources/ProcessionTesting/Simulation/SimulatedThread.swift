import Synchronization

/// Runs the jobs of all simulated programs on the one thread of its caller, in an order that is drawn from a seed.
final class SimulationScheduler: Sendable {
    private struct State {
        var jobs: [(thread: SimulatedThread, job: UnownedJob)] = []
        var frozen: Set<Int> = []
        var threads = 0
    }

    private let random: SimulationRandom
    private let state = Mutex(State())

    init(random: SimulationRandom) { self.random = random }

    /// A thread of control for one program.
    func makeThread() -> SimulatedThread {
        let number = state.withLock { state in
            state.threads += 1
            return state.threads
        }
        return SimulatedThread(number: number, scheduler: self)
    }

    fileprivate func enqueue(_ job: UnownedJob, on thread: SimulatedThread) {
        state.withLock { $0.jobs.append((thread, job)) }
    }

    fileprivate func setFrozen(_ isFrozen: Bool, _ number: Int) {
        state.withLock { state in
            if isFrozen { state.frozen.insert(number) } else { state.frozen.remove(number) }
        }
    }

    /// Runs jobs until none is left that may run.
    ///
    /// False if that doesn't come: after `limit` jobs in a row, without the clock having moved.
    func runUntilIdle(limit: Int = 200_000) -> Bool {
        for _ in 0..<limit {
            guard let (thread, job) = next() else { return true }
            job.runSynchronously(on: thread.asUnownedTaskExecutor())
        }
        return false
    }

    private func next() -> (SimulatedThread, UnownedJob)? {
        state.withLock { state in
            var candidates = Array(state.jobs.indices)
            if !state.frozen.isEmpty { candidates.removeAll { state.frozen.contains(state.jobs[$0].thread.number) } }
            guard let index = random.pick(candidates) else { return nil }
            state.jobs.swapAt(index, state.jobs.count - 1)
            return state.jobs.removeLast()
        }
    }
}

/// What the Swift tasks of one simulated program run on: it can stand still, as a program does that was sent SIGSTOP,
/// or that has died.
final class SimulatedThread: TaskExecutor {
    let number: Int
    private let scheduler: SimulationScheduler

    init(number: Int, scheduler: SimulationScheduler) {
        self.number = number
        self.scheduler = scheduler
    }

    func enqueue(_ job: consuming ExecutorJob) { scheduler.enqueue(UnownedJob(job), on: self) }

    func freeze() { scheduler.setFrozen(true, number) }
    func thaw() { scheduler.setFrozen(false, number) }
}
