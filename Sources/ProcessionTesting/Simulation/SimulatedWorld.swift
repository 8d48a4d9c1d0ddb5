import Procession
import ProcessionEngine
import ProcessionStore
import Synchronization

/// What all engines of one simulation share: the database, the time, the children and chance.
final class SimulatedWorld: Sendable {
    let random: SimulationRandom
    let clock = TestClock()
    let history: SimulationHistory
    let scheduler: SimulationScheduler
    let limits = SimulatedLimits()
    let children: SimulatedChildren
    let store: SQLProcessStore
    let types = ProcessTypeRegistry()
    let ids = CountingIdentifiers()
    /// Longer intervals than those of a real engine, where they change nothing but the number of steps.
    let configuration = EngineConfiguration(
        slots: 4, pollInterval: .seconds(2), logInterval: .seconds(2), shutdownGrace: .seconds(3))
    /// Brings the executors `approval` and `process`.
    let flow: any ProcessionPlugin
    /// The guard that the simulation does without.
    let missing: Guard?
    let isExclusive: Bool
    private let faults = Mutex(true)

    var hasFaults: Bool {
        get { faults.withLock { $0 } }
        set { faults.withLock { $0 = newValue } }
    }

    init(
        seed: UInt64, flow: any ProcessionPlugin, without missing: Guard?, keepsHistory: Bool
    ) throws(ProcessionError) {
        self.flow = flow
        random = SimulationRandom(seed: seed)
        history = SimulationHistory(clock: clock, isKept: keepsHistory)
        scheduler = SimulationScheduler(random: random)
        children = SimulatedChildren(clock: clock, history: history, limits: limits)
        self.missing = missing
        isExclusive = random.percent(35)
        if let missing {
            store = try missing.storeWithout(isExclusive: isExclusive)
        } else {
            store = SQLProcessStore(database: try SQLiteMemory(isExclusive: isExclusive))
        }
        let children: [ProcessTypeName] = ["child-0", "child-1"]
        for (number, name) in children.enumerated() {
            // Those of the second may have children of the first.
            let type = SimulatedType(name, random: random, children: Array(children[..<number]), isChild: true)
            limits.add(type.definition)
            try types.register(type)
        }
        for number in 0..<(2 + random.below(3)) {
            let type = SimulatedType(ProcessTypeName("type-\(number)"), random: random, children: children)
            limits.add(type.definition)
            try types.register(type)
        }
    }
}
