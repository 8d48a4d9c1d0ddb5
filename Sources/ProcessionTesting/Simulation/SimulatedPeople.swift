import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import Synchronization

/// Those who create, start, rerun, stop and delete processes and resize pools, and remember what they were told.
final class SimulatedPeople: Sendable {
    struct Memory {
        /// Processes whose creation was confirmed.
        var created: [ProcessID: ProcessRecord] = [:]
        /// Everything that may exist, in the order of the wish.
        var wished: [ProcessID] = []
        /// Of what type everything is that was wished.
        var types: [ProcessID: ProcessTypeName] = [:]
        /// Executions whose start was confirmed.
        var started: [ExecutionID: ProcessID] = [:]
        /// What may have been deleted.
        var deleted: Set<ProcessID> = []
        /// When a schedule ended: what would have been its next tick then, and how many ticks waited.
        var endedSchedules: [ProcessID: (nextRunAt: Date?, waiting: Int)] = [:]
    }

    private static let mostProcesses = 6

    private let world: SimulatedWorld
    private let memory = Mutex(Memory())

    init(world: SimulatedWorld) { self.world = world }

    var remembered: Memory { memory.withLock { $0 } }

    var haveSchedules: Bool { remembered.created.values.contains { $0.schedule != nil } }

    /// Wants something of an engine; whether it comes to that is another matter.
    func act(on engine: SimulatedEngine) {
        let random = world.random
        let wished = memory.withLock { $0.wished }
        guard wished.count == Self.mostProcesses || (!wished.isEmpty && random.percent(60)),
            let id = random.pick(wished)
        else { return create(on: engine) }
        switch random.below(100) {
        case ..<56:
            ask(engine, "start of \(id)") { [self] in
                let execution = try await engine.controller.startProcess(id)
                memory.withLock { $0.started[execution.id] = id }
            }
        case ..<68:
            let onlyFailed = random.percent(70)
            ask(engine, "rerun of \(id)\(onlyFailed ? ", as far as it failed" : "")") { [self] in
                let execution = try await engine.controller.rerunProcess(id, onlyFailed: onlyFailed)
                world.history.count("reruns", by: 1)
                memory.withLock { $0.started[execution.id] = id }
            }
        case ..<89:
            for _ in 0..<(random.percent(30) ? 2 : 1) {
                ask(engine, "stop of \(id)") { try await engine.controller.stopProcess(id) }
            }
        case ..<93:
            guard let pool = random.pick(SimulatedLimits.pools) else { return }
            let slots = random.below(4), history = world.history
            world.limits.wish(slots, for: pool)
            ask(engine, "resizing of '\(pool)' to \(slots)") {
                try await engine.controller.setPool(pool, slots: slots)
                history.count("resized pools", by: 1)
            }
        default:
            memory.withLock { _ = $0.deleted.insert(id) }
            ask(engine, "deletion of \(id)") { try await engine.controller.deleteProcess(id) }
        }
    }

    private func create(on engine: SimulatedEngine) {
        let random = world.random
        guard let type = random.pick(world.types.entries.compactMap(\.type?.name).sorted()) else { return }
        let id = memory.withLock { memory in
            let id = ProcessID("p\(memory.wished.count)")
            memory.wished.append(id)
            memory.types[id] = type
            return id
        }
        let isScheduled = random.percent(35)
        let missed = random.pick(MissedPolicy.allCases), overlap = random.pick(OverlapPolicy.allCases)
        ask(engine, "creation of \(id)") { [self] in
            let record = try await engine.controller.createProcess(
                type: type, id: id, schedule: isScheduled ? "* * * * *" : nil, missed: isScheduled ? missed : nil,
                overlap: isScheduled ? overlap : nil)
            memory.withLock { $0.created[id] = record }
        }
    }

    private func ask(_ engine: SimulatedEngine, _ what: String, _ body: @escaping @Sendable () async throws -> Void) {
        let history = world.history
        // People don't wait: they remember what they are told, if they are.
        Task(executorPreference: engine.thread) {
            do {
                try await body()
                history.count("requests", "engine \(engine.number) confirms the \(what)")
            } catch {
                history.tell("engine \(engine.number) refuses the \(what): \(error)")
            }
        }
    }

    /// Gives every pool slots, so that nothing waits for ever.
    func openPools(_ perform: (@escaping @Sendable () async throws -> Void) -> Void) {
        perform { [world] in
            for pool in SimulatedLimits.pools {
                world.limits.wish(2, for: pool)
                try await world.store.setPool(pool, slots: 2, actor: "simulation", now: world.clock.now)
            }
        }
    }

    /// Takes all schedules away, so that there is an end to everything.
    func endSchedules(_ perform: (@escaping @Sendable () async throws -> Void) -> Void) {
        perform { [self] in
            for process in try await world.store.processes(ProcessFilter(isScheduled: true)) {
                let waiting = try await world.store.waitingTicks(of: process.id).count
                memory.withLock { $0.endedSchedules[process.id] = (process.nextRunAt, waiting) }
                try await world.store.change(
                    ScheduleChange(
                        processID: process.id, schedule: nil, nextRunAt: nil, actor: "simulation", now: world.clock.now)
                )
            }
        }
    }
}
