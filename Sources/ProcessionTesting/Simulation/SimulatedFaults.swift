import Procession
import ProcessionEngine
import Synchronization

/// What a seed lets go wrong between one engine and the database.
final class SimulatedFaults: StoreFaults {
    private let engine: Int
    private let thread: SimulatedThread
    private let world: SimulatedWorld
    private let isWreck = Mutex(false)
    private let death = Mutex<@Sendable () -> Void>({})

    init(engine: Int, thread: SimulatedThread, world: SimulatedWorld) {
        self.engine = engine
        self.thread = thread
        self.world = world
    }

    /// Says what kills the engine.
    func onDeath(_ body: @escaping @Sendable () -> Void) { death.withLock { $0 = body } }

    /// From now on no call reaches the database.
    func becomeWreck() { isWreck.withLock { $0 = true } }

    func before(_ call: FaultyStore.Call) async throws(ProcessionError) {
        try refuseIfWreck()
        guard world.hasFaults else { return }
        switch world.random.below(1000) {
        case ..<15:
            world.history.count("errors before", "engine \(engine): \(call.name) fails")
            throw ProcessionError(.databaseUnavailable, "simulated fault")
        case ..<30 where call.isWrite: await delay(call, "begins")
        case ..<34 where call.isWrite: await die(before: call)
        default: break
        }
        try refuseIfWreck()
    }

    func after(_ call: FaultyStore.Call) async throws(ProcessionError) {
        guard world.hasFaults else { return }
        switch world.random.below(1000) {
        case ..<15 where call.isWrite:
            world.history.count("lost replies", "engine \(engine): the reply to \(call.name) is lost")
            throw ProcessionError(.databaseUnavailable, "simulated loss of a reply")
        case ..<30: await delay(call, "ends")
        case ..<36 where call.isWrite:
            world.history.tell("engine \(engine) dies after \(call.name)")
            await die()
        default: break
        }
        try refuseIfWreck()
    }

    func altered(_ batch: WorkBatch) -> WorkBatch {
        var batch = batch
        if world.missing == .lostClaims { batch.known = nil }
        return batch
    }

    /// All that engines write is sound, so that nothing of it may be refused.
    func answered(_ reply: WorkReply) {
        for refusal in reply.refused { world.history.violation("the database refuses a change: \(refusal.message)") }
    }

    func altered(lease: Duration) -> Duration {
        world.missing == .leaseTrust ? lease - world.configuration.leaseDuration * 4 / 5 : lease
    }

    private func delay(_ call: FaultyStore.Call, _ verb: String) async {
        let duration =
            world.random.percent(10) ? world.random.milliseconds(5000...15_000) : world.random.milliseconds(1...2000)
        world.history.count("delays", "engine \(engine): \(call.name) \(verb) \(duration) late")
        let clock = world.clock
        // A cancelled sleep would cut the delay short, which a slow disk does not.
        await Task(executorPreference: thread) { _ = try? await clock.sleep(for: duration) }.value
    }

    private func die(before call: FaultyStore.Call) async {
        world.history.tell("engine \(engine) dies before \(call.name)")
        await die()
    }

    /// Does not return while the engine lies dead.
    private func die() async {
        death.withLock { $0 }()
        await Task.yield()
    }

    private func refuseIfWreck() throws(ProcessionError) {
        if isWreck.withLock({ $0 }) { throw ProcessionError(.databaseUnavailable, "the program is dead") }
    }
}
