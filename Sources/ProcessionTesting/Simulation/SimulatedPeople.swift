import Foundation
import Procession
import ProcessionEngine
import ProcessionStore
import Synchronization

/// Those who create, start, rerun, stop and delete processes, answer questions and resize pools, and remember what they
/// were told.
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
        /// Answers that were confirmed.
        var decisions: [Decision] = []
    }

    struct Decision: Hashable {
        var process: ProcessID
        var task: TaskID
        var isApproved: Bool
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
        case ..<46:
            ask(engine, "start of \(id)") { [self] in
                let execution = try await engine.controller.startProcess(id)
                memory.withLock { $0.started[execution.id] = id }
            }
        case ..<56:
            let onlyFailed = random.percent(70)
            ask(engine, "rerun of \(id)\(onlyFailed ? ", as far as it failed" : "")") { [self] in
                let execution = try await engine.controller.rerunProcess(id, onlyFailed: onlyFailed)
                world.history.count("reruns", by: 1)
                memory.withLock { $0.started[execution.id] = id }
            }
        case ..<72:
            for _ in 0..<(random.percent(30) ? 2 : 1) {
                ask(engine, "stop of \(id)") { try await engine.controller.stopProcess(id) }
            }
        case ..<76:
            guard let pool = random.pick(SimulatedLimits.pools) else { return }
            let slots = random.below(4), history = world.history
            world.limits.wish(slots, for: pool)
            ask(engine, "resizing of '\(pool)' to \(slots)") {
                try await engine.controller.setPool(pool, slots: slots)
                history.count("resized pools", by: 1)
            }
        case ..<92: decide(on: engine)
        case ..<95: stopChild(on: engine)
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

    /// Answers one of the questions that are open; sometimes twice, and not always in the same way.
    private func decide(on engine: SimulatedEngine) {
        let random = world.random
        ask(engine, "list of questions") { [self] in
            let open = try await engine.controller.manager.tasksAwaitingApproval(limit: 20)
            guard let task = random.pick(open) else { return }
            for _ in 0..<(random.percent(30) ? 2 : 1) {
                let isApproved = random.percent(70)
                let word = isApproved ? "approval" : "rejection"
                ask(engine, "\(word) of \(task.processID)/\(task.name)") { [self] in
                    do {
                        try await engine.controller.orchestrator.decide(on: task.id, isApproved: isApproved)
                    } catch let error as ProcessionError where error.code == .stateConflict {
                        world.history.count("decisions that came too late", by: 1)
                        throw error
                    }
                    remember(isApproved, task)
                }
            }
        }
    }

    private func remember(_ isApproved: Bool, _ task: TaskRecord) {
        world.history.count("decisions", by: 1)
        memory.withLock {
            $0.decisions.append(Decision(process: task.processID, task: task.id, isApproved: isApproved))
        }
    }

    /// Answers whatever is open without the help of an engine, such as because none runs.
    func decideByHand(_ perform: (@escaping @Sendable () async throws -> Void) -> Void) {
        perform { [self] in
            for task in try await world.store.tasksAwaitingApproval(limit: 100) {
                let decision = ApprovalDecision(isApproved: world.random.percent(70), decidedAt: world.clock.now)
                do throws(ProcessionError) {
                    try await world.store.decide(decision, on: task.id, actor: "simulation")
                } catch {
                    // Somebody else was faster.
                    guard error.code == .stateConflict || error.code == .notFound else { throw error }
                    continue
                }
                world.history.count("decisions by hand", "\(task.processID)/\(task.name) is decided on by hand")
                remember(decision.isApproved, task)
            }
        }
    }

    /// Stops a process that a task has started and waits for.
    private func stopChild(on engine: SimulatedEngine) {
        let random = world.random
        ask(engine, "list of children") { [self] in
            let running = try await world.store.processes(ProcessFilter(status: .inProgress))
            guard let child = random.pick(running.filter { $0.parent != nil }) else { return }
            ask(engine, "stop of the child \(child.id)") { try await engine.controller.stopProcess(child.id) }
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
