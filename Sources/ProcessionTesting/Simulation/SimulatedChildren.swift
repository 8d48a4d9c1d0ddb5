import Procession
import Synchronization

/// The witness of a simulation: it knows which child ran when, whatever the database says.
///
/// A child lives on when its engine dies or stands still; it ends by itself, or when somebody kills it.
final class SimulatedChildren: Sendable {
    struct Child {
        var engine: Int
        var execution: ExecutionID
        var task: TaskID
        var process: ProcessID
        var name: TaskName
        var attempt: Int
        var pool: String?
        var concurrency: ConcurrencyLimit?
        /// When it ends if nobody does anything about it.
        var end: Duration
        var isKilled = false
    }

    private let clock: TestClock
    private let history: SimulationHistory
    private let limits: SimulatedLimits
    private let children = Mutex<[Child]>([])

    init(clock: TestClock, history: SimulationHistory, limits: SimulatedLimits) {
        self.clock = clock
        self.history = history
        self.limits = limits
    }

    var all: [Child] { children.withLock { $0 } }

    /// Starts a child; gives what it is known by afterwards.
    func start(_ context: TaskContext, engine: Int, duration: Duration) -> Int {
        let now = clock.monotonic
        let child = Child(
            engine: engine, execution: context.executionID, task: context.taskID, process: context.processID,
            name: context.task, attempt: context.attempt,
            pool: limits.pool(of: context.task, in: context.processType),
            concurrency: limits.concurrency(of: context.processType), end: now + duration)
        let (number, others) = children.withLock { children in
            let others = children.filter { !$0.isKilled && $0.end > now }
            children.append(child)
            return (children.count - 1, others)
        }
        let name = "\(context.processID)/\(context.task)"
        history.count("starts", "engine \(engine) starts \(name), attempt \(context.attempt), for \(duration)")
        check(child, named: name, among: others)
        return number
    }

    /// Whether a child may run beside others.
    private func check(_ child: Child, named name: String, among others: [Child]) {
        for other in others where other.process == child.process && other.name == child.name {
            history.violation(
                "\(name), attempt \(child.attempt), begins on engine \(child.engine) while attempt \(other.attempt) "
                    + "still runs on engine \(other.engine)")
        }
        if let pool = child.pool {
            let count = others.count { $0.pool == pool } + 1
            if count > limits.mostSlots(of: pool) {
                history.violation("\(name) is one of \(count) that run in the pool '\(pool)'")
            }
        }
        if let limit = child.concurrency {
            let executions = Set(others.filter { $0.concurrency?.key == limit.key }.map(\.execution))
            if executions.union([child.execution]).count > limit.limit {
                history.violation(
                    "\(name) runs for an execution that shares the key '\(limit.key)' with \(executions.count) others")
            }
        }
    }

    /// Whether somebody killed it from outside.
    func isKilled(_ number: Int) -> Bool { children.withLock { $0[number].isKilled } }

    /// Has it end so much later, if not before by itself.
    func stop(_ number: Int, after grace: Duration) {
        let latest = clock.monotonic + grace
        children.withLock { $0[number].end = min($0[number].end, latest) }
    }

    /// Kills what an attempt has left running.
    func kill(_ attempt: InterruptedAttempt) {
        let now = clock.monotonic
        let killed = children.withLock { children in
            let numbers = children.indices.filter {
                let child = children[$0]
                return child.execution == attempt.executionID && child.task == attempt.taskID
                    && child.attempt == attempt.attempt && !child.isKilled && child.end > now
            }
            for number in numbers { children[number].isKilled = true }
            return numbers.count
        }
        if killed > 0 { history.count("orphans killed", "an orphan of \(attempt.task) is killed") }
    }

    /// Kills everything, as the end of the machine's power does.
    func killAll() {
        children.withLock { children in for number in children.indices { children[number].isKilled = true } }
    }
}
