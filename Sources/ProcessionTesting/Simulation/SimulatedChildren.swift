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
        /// When it ends if nobody does anything about it.
        var end: Duration
        var isKilled = false
    }

    private let clock: TestClock
    private let history: SimulationHistory
    private let children = Mutex<[Child]>([])

    init(clock: TestClock, history: SimulationHistory) {
        self.clock = clock
        self.history = history
    }

    var all: [Child] { children.withLock { $0 } }

    /// Starts a child; gives what it is known by afterwards.
    func start(_ context: TaskContext, engine: Int, duration: Duration) -> Int {
        let now = clock.monotonic
        let (number, others) = children.withLock { children in
            let others = children.filter {
                !$0.isKilled && $0.end > now && $0.process == context.processID && $0.name == context.task
            }
            children.append(
                Child(
                    engine: engine, execution: context.executionID, task: context.taskID,
                    process: context.processID, name: context.task, attempt: context.attempt, end: now + duration))
            return (children.count - 1, others)
        }
        let name = "\(context.processID)/\(context.task)"
        history.count("starts", "engine \(engine) starts \(name), attempt \(context.attempt), for \(duration)")
        for other in others {
            history.violation(
                "\(name), attempt \(context.attempt), begins on engine \(engine) while attempt \(other.attempt) still "
                    + "runs on engine \(other.engine)")
        }
        return number
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
