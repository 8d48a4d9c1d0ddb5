package import Procession
import ProcessionEngine
import ProcessionStore
import Synchronization

/// Engines over one database, with time, chance and misfortune from a seed; and the proof that promises were kept.
///
/// Every Swift task runs on the thread that calls ``run()``, in an order that is drawn from the seed, so that a seed
/// gives the same history each time. Programs die and stand still, calls of the database are slow, fail, or fail after
/// they were carried out, the wall clock jumps, and people create, start, rerun, stop and delete processes meanwhile. Then
/// nothing goes wrong any more, everything has to come to its end, and the books have to agree with the witness.
package final class Simulation {
    private let seed: UInt64
    private let world: SimulatedWorld
    private let control: SimulatedThread
    private var engines: [SimulatedEngine] = []
    /// Those that have ended, and for which another one starts.
    private var replaced: Set<Int> = []
    private let people: SimulatedPeople
    /// What is to happen when, on the monotonic clock.
    private var plans: [(time: Duration, order: Int, action: () -> Void)] = []
    private var order = 0

    private var random: SimulationRandom { world.random }
    private var clock: TestClock { world.clock }
    private var history: SimulationHistory { world.history }

    /// How long everything may take to come to its end once nothing goes wrong any more.
    private static let patience = Duration.seconds(1800)

    /// - Parameters:
    ///   - flow: brings the executors `approval` and `process`.
    ///   - missing: a guard to do without.
    ///   - keepsHistory: whether to write down what happens.
    package init(
        seed: UInt64, flow: any ProcessionPlugin, without missing: Guard? = nil, keepsHistory: Bool = false
    ) throws(ProcessionError) {
        self.seed = seed
        world = try SimulatedWorld(seed: seed, flow: flow, without: missing, keepsHistory: keepsHistory)
        control = world.scheduler.makeThread()
        people = SimulatedPeople(world: world)
    }

    /// Runs the seed from beginning to end.
    package func run() -> SimulationReport {
        for _ in 0..<(world.isExclusive ? 1 : 2 + random.below(2)) { startEngine() }
        let start = clock.monotonic
        let end = start + random.milliseconds(30_000...120_000)
        while clock.monotonic < end, history.violations.isEmpty {
            act()
            pass(random.milliseconds(50...4000))
        }
        if history.violations.isEmpty { settle() }
        if history.violations.isEmpty { verify() }
        clearAway()
        return SimulationReport(
            seed: seed, violations: history.violations, history: history.lines, counts: history.counts)
    }

    // MARK: Time

    /// Lets time pass, and everything happen that falls into it.
    private func pass(_ duration: Duration) {
        let end = clock.monotonic + duration
        runUntilIdle()
        while clock.monotonic < end, history.violations.isEmpty {
            let plan = plans.map(\.time).min()
            let step = min(
                clock.untilNextDue ?? duration, end - clock.monotonic, plan.map { $0 - clock.monotonic } ?? duration)
            clock.advance(by: max(step, .milliseconds(1)))
            carryOutPlans()
            runUntilIdle()
        }
    }

    private func runUntilIdle() {
        if !world.scheduler.runUntilIdle() {
            history.violation("the engines are busy without end, and time stands still")
        }
    }

    private func later(_ delay: Duration, _ action: @escaping () -> Void) {
        order += 1
        plans.append((clock.monotonic + delay, order, action))
    }

    private func carryOutPlans() {
        let now = clock.monotonic
        let due = plans.filter { $0.time <= now }.sorted { ($0.time, $0.order) < ($1.time, $1.order) }
        plans.removeAll { $0.time <= now }
        for plan in due { plan.action() }
    }

    /// Runs something to its end that waits for nothing but the database itself.
    private func perform(_ body: @escaping @Sendable () async throws -> Void) {
        let history = history
        // Run, and ended, by the loop below.
        Task(executorPreference: control) {
            do {
                try await body()
            } catch {
                history.violation("the database can't be read: \(error)")
            }
        }
        runUntilIdle()
    }

    // MARK: What happens

    private func startEngine() {
        do {
            let engine = try SimulatedEngine(engines.count + 1, in: world)
            engines.append(engine)
            engine.run()
        } catch {
            history.violation("an engine can't be made: \(error)")
        }
    }

    private func act() {
        replaceTheDead()
        guard let engine = random.pick(engines.filter(\.isUp)) else { return people.decideByHand(perform) }
        switch random.below(100) {
        case ..<60: people.act(on: engine)
        case ..<68: engine.die()
        case ..<80:
            engine.freeze()
            later(random.percent(50) ? random.milliseconds(8000...25_000) : random.milliseconds(100...8000)) {
                engine.thaw()
            }
        case ..<86: engine.end()
        case ..<88 where !world.isExclusive: people.decideByHand(perform)
        case ..<92:
            let jump =
                random.percent(70)
                ? random.milliseconds(1000...300_000) : Duration.zero - random.milliseconds(1000...120_000)
            history.count("clock jumps", "the wall clock jumps by \(jump)")
            clock.stepWallClock(by: jump)
        default: break
        }
    }

    /// Another engine for each that has ended, after a while.
    private func replaceTheDead() {
        for engine in engines where (engine.isDead || engine.hasEnded) && !replaced.contains(engine.number) {
            replaced.insert(engine.number)
            later(random.milliseconds(0...8000)) { [self] in startEngine() }
        }
    }

    // MARK: The end

    /// Nothing goes wrong any more, and everything has to come to its end.
    private func settle() {
        history.tell("--- from here on nothing goes wrong any more ---")
        world.hasFaults = false
        for engine in engines { engine.thaw() }
        replaceTheDead()
        // Time enough for all to notice, and to catch up with the ticks of schedules.
        pass(.seconds(people.haveSchedules ? 70 : 10))
        replaceTheDead()
        pass(.seconds(10))
        people.openPools(perform)
        people.endSchedules(perform)
        let rest = Rest()
        let deadline = clock.monotonic + Self.patience
        while clock.monotonic < deadline, history.violations.isEmpty {
            people.decideByHand(perform)
            perform { [world] in
                let processes = try await world.store.processes(ProcessFilter(status: .inProgress))
                rest.running.withLock { $0 = processes.map(\.id) }
            }
            if rest.running.withLock({ $0.isEmpty }) { return }
            replaceTheDead()
            pass(.seconds(15))
        }
        let running = rest.running.withLock { $0 }
        history.violation("\(running.map(\.rawValue)) still run half an hour after the last fault")
    }

    private final class Rest: Sendable {
        let running = Mutex<[ProcessID]>([])
    }

    private func verify() {
        let verdict = SimulationVerdict(world: world, people: people)
        perform { try await verdict.verify() }
        guard !history.violations.isEmpty, history.isKept else { return }
        perform { [world] in
            for event in try await world.store.events(after: 0, process: nil, limit: 1_000_000) {
                world.history.tell("\(event)")
            }
        }
    }

    /// Ends all engines, dead ones too, so that nothing is left of the simulation.
    private func clearAway() {
        let wasSound = history.violations.isEmpty
        world.hasFaults = false
        for engine in engines where !engine.hasEnded {
            if engine.isDead || !wasSound { engine.clearAway() } else { engine.end() }
        }
        let deadline = clock.monotonic + .seconds(3600)
        while clock.monotonic < deadline, !engines.allSatisfy(\.hasEnded) {
            guard world.scheduler.runUntilIdle() else { break }
            clock.advance(by: max(clock.untilNextDue ?? .seconds(60), .milliseconds(1)))
        }
        _ = world.scheduler.runUntilIdle()
        let left = engines.filter { !$0.hasEnded }.map(\.number)
        if wasSound, !left.isEmpty { history.violation("engines \(left) don't end when they are told to") }
    }
}
