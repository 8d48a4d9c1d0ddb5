import Foundation
import Procession
import ProcessionStore

/// Whether the promises were kept: the books of the database against the witness and what people were told.
struct SimulationVerdict: Sendable {
    let world: SimulatedWorld
    let people: SimulatedPeople

    private var store: any ProcessStore { world.store }

    func verify() async throws {
        let memory = people.remembered
        for problem in try await store.check() { world.history.violation(problem) }
        for id in memory.created.keys.sorted() where !memory.deleted.contains(id) {
            if try await store.process(id) == nil {
                world.history.violation("the creation of \(id) was confirmed, and lost")
            }
        }
        for (execution, process) in memory.started.sorted(by: { $0.key < $1.key })
        where !memory.deleted.contains(process) {
            if try await store.execution(execution) == nil {
                world.history.violation("the start of \(execution) was confirmed, and lost")
            }
        }
        for process in try await store.processes(ProcessFilter()) { try await verify(process, memory) }
        try await verifyConcurrency(memory)
    }

    /// Every start of a type with a limit became what that says.
    private func verifyConcurrency(_ memory: SimulatedPeople.Memory) async throws {
        var events: [EventRecord] = []
        for (id, type) in memory.types where world.limits.concurrency(of: type) != nil {
            events += try await store.events(after: 0, process: id, limit: 1_000_000)
        }
        var books = ConcurrencyBooks(limits: world.limits, types: memory.types)
        for event in events.sorted(by: { $0.id < $1.id }) { books.read(event) }
        for violation in books.violations { world.history.violation(violation) }
        world.history.count("starts held back", by: books.heldBack)
    }

    private func verify(_ process: ProcessRecord, _ memory: SimulatedPeople.Memory) async throws {
        let events = try await store.events(after: 0, process: process.id, limit: 1_000_000)
        let approvals = ApprovalBooks(events)
        let executions = try await store.executions(of: process.id, limit: 100_000)
        var attempts: [ExecutionID: [TaskAttempt]] = [:]
        for execution in executions {
            if !execution.status.isEnd { violation(process, "execution \(execution.id) is \(execution.status)") }
            attempts[execution.id] = try await store.attempts(of: execution.id)
            try verify(execution, attempts[execution.id] ?? [])
        }
        for task in try await store.tasks(of: process.id) where task.executionID != nil {
            if !task.status.isEnd { violation(process, "task \(task.name) is \(task.status.rawValue)") }
            let own = task.executionID.flatMap { attempts[$0] }?.filter { $0.taskID == task.id } ?? []
            let approved = task.executionID.map { approvals.hasApproved(task.id, in: $0) } ?? false
            let completed = own.count { $0.outcome == .completed } + (approved ? 1 : 0)
            let isTakenOver = task.status == .completed && own.isEmpty
            if completed != (task.status == .completed && !isTakenOver ? 1 : 0) {
                violation(process, "task \(task.name) is \(task.status.rawValue) with \(completed) completed attempts")
            }
            if isTakenOver, !isOnRecord(task, executions, attempts, approvals) {
                violation(process, "task \(task.name) is COMPLETED, but has run in no execution that was rerun")
            }
        }
        let witnessed = world.children.all.filter { $0.process == process.id }
        try await verify(witnessed, of: process, attempts)
        try await verifyTicks(of: process, executions, events, memory)
        for problem in approvals.problems(memory.decisions.filter { $0.process == process.id }) {
            violation(process, problem)
        }
        if let parent = process.parent { try await verify(process, executions, events, childOf: parent) }
    }

    /// A child was made and started once, under the name of the try that has started it, and ended before whoever waited
    /// for it.
    private func verify(
        _ child: ProcessRecord, _ executions: [ExecutionRecord], _ events: [EventRecord], childOf parent: ParentTask
    ) async throws {
        world.history.count("children", by: 1)
        if child.status != .completed { world.history.count("children \(child.status.rawValue)", by: 1) }
        if executions.count != 1 { violation(child, "was started \(executions.count) times") }
        let attempts = try await store.attempts(of: parent.executionID).filter { $0.taskID == parent.taskID }
        // Nothing is left of a parent that was deleted.
        guard let last = attempts.last else { return }
        let stem = "\(parent.executionID)-\(last.task)-"
        guard child.id.rawValue.hasPrefix(stem), let number = Int(child.id.rawValue.dropFirst(stem.count)) else {
            return violation(child, "is not named after the task '\(last.task)' that has started it")
        }
        let tries = 1 + attempts.count { $0.outcome == .failed }
        if !(1...tries).contains(number) { violation(child, "belongs to try \(number) of \(tries)") }
        let following = ProcessID("\(stem)\(number + 1)")
        guard last.outcome == .waiting || last.outcome == .completed, try await store.process(following) == nil else {
            return
        }
        let end = events.last { $0.kind == "execution.ended" }?.id ?? .max
        let parentEnd = try await store.events(after: 0, process: parent.processID, limit: 1_000_000).last {
            $0.executionID == parent.executionID && $0.taskID == parent.taskID
                && $0.status.flatMap(TaskStatus.init(rawValue:))?.isEnd == true
        }
        if let parentEnd, parentEnd.id < end { violation(child, "has ended after its parent \(parent.processID)") }
    }

    /// Whether a task that an execution has taken over has completed in one of those that it is a rerun of.
    private func isOnRecord(
        _ task: TaskRecord, _ executions: [ExecutionRecord], _ attempts: [ExecutionID: [TaskAttempt]],
        _ approvals: ApprovalBooks
    ) -> Bool {
        var next = executions.first { $0.id == task.executionID }?.rerunOf
        while let execution = next {
            if approvals.hasApproved(task.id, in: execution) { return true }
            if attempts[execution]?.contains(where: { $0.taskID == task.id && $0.outcome == .completed }) == true {
                return true
            }
            next = executions.first { $0.id == execution }?.rerunOf
        }
        return false
    }

    private func verify(_ execution: ExecutionRecord, _ attempts: [TaskAttempt]) throws {
        for attempt in attempts where attempt.outcome == nil {
            world.history.violation(
                "attempt \(attempt.attempt) of \(attempt.task) in \(execution.id) has no end, though its execution has")
        }
    }

    /// Each start is on record, once; and what is to be interrupted once at most was.
    private func verify(
        _ witnessed: [SimulatedChildren.Child], of process: ProcessRecord, _ attempts: [ExecutionID: [TaskAttempt]]
    ) async throws {
        struct Key: Hashable {
            var execution: ExecutionID
            var task: TaskID
            var attempt: Int
        }
        var outcomes: [Key: TaskAttempt.Outcome] = [:]
        for attempt in attempts.values.joined() {
            let key = Key(execution: attempt.executionID, task: attempt.taskID, attempt: attempt.attempt)
            outcomes[key] = attempt.outcome
        }
        var seen: Set<Key> = []
        let atMostOnce = Set(
            try world.types.type(named: process.type).definition(for: ProcessInput()).allTasks
                .filter { $0.onInterruption == .fail }.map(\.name))
        for child in witnessed {
            let key = Key(execution: child.execution, task: child.task, attempt: child.attempt)
            if !seen.insert(key).inserted {
                violation(process, "attempt \(child.attempt) of \(child.name) began twice")
            }
            guard let outcome = outcomes[key] else {
                violation(process, "attempt \(child.attempt) of \(child.name) began, but is not on record")
                continue
            }
            let hasNext = witnessed.contains {
                $0.execution == child.execution && $0.task == child.task && $0.attempt > child.attempt
            }
            if hasNext, atMostOnce.contains(child.name), outcome == .lost || outcome == .returned {
                violation(process, "\(child.name) began again, though attempt \(child.attempt) was \(outcome.rawValue)")
            }
        }
    }

    /// Every tick between the first and the last look fired once, or is on record as one that didn't.
    private func verifyTicks(
        of process: ProcessRecord, _ executions: [ExecutionRecord], _ events: [EventRecord],
        _ memory: SimulatedPeople.Memory
    ) async throws {
        guard let end = memory.endedSchedules[process.id], let next = end.nextRunAt else { return }
        // By the books: whoever made it may have heard of that only when ticks had come already.
        let first = Date(timeIntervalSince1970: (process.createdAt.timeIntervalSince1970 / 60).rounded(.down) * 60 + 60)
        let given = events.filter { $0.kind == "schedule.skipped" && $0.status != "rescheduled" }
            .reduce(0) { $0 + (Self.leadingNumber($1.detail) ?? 0) }
        let failed = events.filter { $0.kind == "schedule.failed" }.reduce(0) {
            $0 + (Self.leadingNumber($1.detail) ?? 1)
        }
        let fired = executions.count { $0.scheduledFor != nil }
        let expected = Int((next.timeIntervalSince(first) / 60).rounded())
        if fired + given + failed + end.waiting != expected {
            violation(
                process,
                "of \(expected) ticks \(fired) fired, \(given) were skipped, \(failed) failed and \(end.waiting) waited"
            )
        }
    }

    private static func leadingNumber(_ text: String?) -> Int? {
        text?.split(separator: " ").first.flatMap { Int($0) }
    }

    private func violation(_ process: ProcessRecord, _ text: String) {
        world.history.violation("process \(process.id): \(text)")
    }
}

extension ProcessDefinition {
    /// Its tasks and handlers.
    fileprivate var allTasks: [TaskDefinition] { tasks + handlers.values.joined() }
}
