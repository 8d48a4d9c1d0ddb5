import Procession

/// Retraces from the events of a database who held a concurrency key when, and whether each start beyond its limit
/// became what its process type says.
struct ConcurrencyBooks {
    private struct Standing {
        var running: [ExecutionID] = []
        var queued: [ExecutionID] = []

        func count(besides execution: ExecutionID?) -> Int { (running + queued).count { $0 != execution } }
    }

    private let limits: SimulatedLimits
    /// The type of every process that ever was.
    private let types: [ProcessID: ProcessTypeName]
    private var standings: [String: Standing] = [:]
    /// Executions that end by themselves soon: they were asked to stop, or are at their handlers.
    private var leaving: Set<ExecutionID> = []
    private(set) var violations: [String] = []
    /// How often a start was held back.
    private(set) var heldBack = 0

    init(limits: SimulatedLimits, types: [ProcessID: ProcessTypeName]) {
        self.limits = limits
        self.types = types
    }

    /// Goes on by one event; they have to come in the order of their ids.
    mutating func read(_ event: EventRecord) {
        guard let process = event.processID, let type = types[process], let limit = limits.concurrency(of: type) else {
            return
        }
        var standing = standings[limit.key] ?? Standing()
        defer { standings[limit.key] = standing }
        guard let execution = event.executionID else {
            if event.kind == "execution.skipped" { expectFull(standing, limit, nil, event, .skip) }
            return
        }
        switch event.kind {
        case "execution.started": standing.running.append(execution)
        case "execution.queued":
            expectFull(standing, limit, execution, event, .queue, .replace)
            standing.running.removeAll { $0 == execution }
            standing.queued.append(execution)
            let staying = standing.running.count { !leaving.contains($0) } + standing.queued.count
            if limit.whenFull == .replace, staying > limit.limit {
                violation(event, "replaces, but \(staying) executions go on")
            }
        case "execution.admitted":
            if standing.queued.first != execution { violation(event, "overtakes others in the queue") }
            standing.queued.removeAll { $0 == execution }
            standing.running.append(execution)
        case "execution.stop-requested": leaving.insert(execution)
        case "execution.ended":
            if event.detail?.hasSuffix("under way") == true { expectFull(standing, limit, execution, event, .fail) }
            standing.running.removeAll { $0 == execution }
            standing.queued.removeAll { $0 == execution }
        case "task.in-progress":
            if !standing.running.contains(execution) { violation(event, "runs a task out of turn") }
            if standing.running.count > limit.limit {
                violation(event, "runs a task as one of \(standing.running.count) executions")
            }
        default: break
        }
        if let task = event.task, limits.isHandler(task, in: type) { leaving.insert(execution) }
    }

    /// A start was held back: there must have been no room, and its type must want that.
    private mutating func expectFull(
        _ standing: Standing, _ limit: ConcurrencyLimit, _ execution: ExecutionID?, _ event: EventRecord,
        _ policies: ConcurrencyLimit.WhenFull...
    ) {
        heldBack += 1
        if !policies.contains(limit.whenFull) {
            violation(event, "is held back in another way than '\(limit.whenFull.rawValue)'")
        }
        let others = standing.count(besides: execution)
        if others < limit.limit, !(limit.whenFull == .queue && !standing.queued.isEmpty) {
            violation(event, "is held back by \(others) others only")
        }
    }

    private mutating func violation(_ event: EventRecord, _ text: String) {
        let subject = event.executionID.map { "execution \($0)" } ?? "a start of \(event.processID?.rawValue ?? "")"
        violations.append("event \(event.id), \(event.kind): \(subject) \(text)")
    }
}
