import Procession
import Synchronization

/// What the tasks and executions of a simulation share: pools, which people resize, and concurrency keys.
final class SimulatedLimits: Sendable {
    static let pools = ["disk", "line"]
    /// Keys, each with how many executions may run under it.
    private static let keys = ["single": 1, "double": 2]

    private struct State {
        var definitions: [ProcessTypeName: ProcessDefinition] = [:]
        /// How many slots a pool may have had at most so far.
        var mostSlots: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// A limit that a seed has made up.
    static func concurrency(_ random: SimulationRandom) -> ConcurrencyLimit? {
        guard let key = random.pick(keys.keys.sorted()), let limit = keys[key],
            let whenFull = random.pick(ConcurrencyLimit.WhenFull.allCases)
        else { return nil }
        return ConcurrencyLimit(key: key, limit: limit, whenFull: whenFull)
    }

    func add(_ definition: ProcessDefinition) { state.withLock { $0.definitions[definition.type] = definition } }

    /// Records that somebody wants to resize a pool, whatever becomes of that wish.
    func wish(_ slots: Int, for pool: String) {
        state.withLock { $0.mostSlots[pool] = max($0.mostSlots[pool] ?? PoolRecord.defaultSlots, slots) }
    }

    func mostSlots(of pool: String) -> Int { state.withLock { $0.mostSlots[pool] ?? PoolRecord.defaultSlots } }

    func concurrency(of type: ProcessTypeName) -> ConcurrencyLimit? {
        state.withLock { $0.definitions[type]?.concurrency }
    }

    func pool(of task: TaskName, in type: ProcessTypeName) -> String? {
        state.withLock { state in
            guard let definition = state.definitions[type] else { return nil }
            return (definition.tasks + definition.handlers.values.joined()).first { $0.name == task }?.pool
        }
    }

    /// Whether a task is a handler of its type.
    func isHandler(_ task: TaskName, in type: ProcessTypeName) -> Bool {
        state.withLock { state in
            state.definitions[type]?.handlers.values.joined().contains { $0.name == task } ?? false
        }
    }
}
