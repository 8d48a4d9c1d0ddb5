import Logging
import Procession
import ProcessionEngine
import Synchronization

/// One start of the program in a simulation: an engine with a thread of its own, which may stand still or die.
final class SimulatedEngine: Sendable {
    private struct State {
        var isDead = false
        var isFrozen = false
        var hasEnded = false
    }

    let number: Int
    let thread: SimulatedThread
    let orchestrator: ProcessOrchestrator
    let controller: ProcessController
    private let faults: SimulatedFaults
    private let history: SimulationHistory
    private let state = Mutex(State())

    init(_ number: Int, in world: SimulatedWorld) throws {
        self.number = number
        let history = world.history
        let thread = world.scheduler.makeThread()
        let faults = SimulatedFaults(engine: number, thread: thread, world: world)
        let executors = ExecutorRegistry()
        try executors.register(
            SimulatedExecutor(
                engine: number, thread: thread, clock: world.clock, children: world.children,
                random: world.random))
        try world.flow.register(executors: executors, types: ProcessTypeRegistry())
        let (children, random) = (world.children, world.random)
        let orchestrator = ProcessOrchestrator(
            store: FaultyStore(world.store, faults: faults), types: world.types,
            executors: executors, configuration: world.configuration, clock: world.clock, ids: world.ids,
            random: RandomSource { random.next() }, executor: thread,
            identity: WorkerIdentity(host: "host", pid: Int32(number), startTime: UInt64(number), bootID: "boot"),
            logger: Logger(label: "engine \(number)") { label in
                SimulationLogHandler(engine: label, history: history)
            },
            reap: { attempt in
                if world.missing != .reaping { children.kill(attempt) }
            })
        controller = ProcessController(orchestrator: orchestrator)
        self.orchestrator = orchestrator
        self.history = history
        self.thread = thread
        self.faults = faults
        faults.onDeath { [weak self] in self?.die() }
    }

    /// Whether it can be asked for something.
    var isUp: Bool { state.withLock { !$0.isDead && !$0.isFrozen && !$0.hasEnded } }
    var isDead: Bool { state.withLock { $0.isDead } }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Runs it until it is told to end.
    func run() {
        history.count("engine starts", "engine \(number) starts")
        // Looked for by `hasEnded`.
        Task(executorPreference: thread) { [self] in
            do {
                try await orchestrator.run()
            } catch {
                history.tell("engine \(number) could not start: \(error)")
            }
            history.tell("engine \(number) has ended")
            state.withLock { $0.hasEnded = true }
        }
    }

    /// Asks it to end in order.
    func end() {
        // Nobody waits: `hasEnded` tells.
        Task(executorPreference: thread) { [orchestrator] in await orchestrator.stop() }
    }

    /// SIGKILL: nothing of it ever runs again, but for the wreck to be cleared away.
    func die() {
        let isNew = state.withLock { state in
            defer { state.isDead = true }
            return !state.isDead
        }
        guard isNew else { return }
        history.count("crashes", "engine \(number) is killed")
        thread.freeze()
    }

    /// SIGSTOP.
    func freeze() {
        state.withLock { $0.isFrozen = true }
        history.count("freezes", "engine \(number) stands still")
        thread.freeze()
    }

    /// SIGCONT.
    func thaw() {
        let goesOn = state.withLock { state in
            defer { state.isFrozen = false }
            return state.isFrozen && !state.isDead
        }
        guard goesOn else { return }
        history.tell("engine \(number) goes on")
        thread.thaw()
    }

    /// Lets what is left of a dead engine come to its end, without any effect, so that nothing leaks.
    func clearAway() {
        faults.becomeWreck()
        thread.thaw()
        end()
    }
}
