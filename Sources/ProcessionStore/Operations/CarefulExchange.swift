import Procession

import struct Foundation.Date

/// An exchange of which the database has refused something: each part is carried out by itself, and what is refused
/// fails, so that it does not hold up the others for ever.
///
/// It costs a savepoint a part, and so takes place only after an exchange without them has failed.
struct CarefulExchange {
    private let batch: WorkBatch
    private let connection: any SQLConnection
    private let policies: RetryPolicyCache
    private var reply = WorkReply()
    /// Whether something that is due stays so.
    private var isOverdue = false

    init(_ batch: WorkBatch, _ connection: any SQLConnection, _ policies: RetryPolicyCache) {
        self.batch = batch
        self.connection = connection
        self.policies = policies
    }

    /// How long nothing is due for what could not be moved when it was, in seconds.
    private static let pause = 10.0

    /// What a refusal is about.
    private enum Subject {
        case task(TaskID)
        case execution(ExecutionID)
        case pools
    }

    consuming func carriedOut() throws(ProcessionError) -> WorkReply {
        guard try SQLProcessStore.isAlive(batch.worker, connection) else { return WorkReply(workerIsAlive: false) }
        for report in batch.reports { try write(report) }
        for outcome in batch.outcomes { try end(outcome) }
        for decision in batch.decisions { try carryOut(decision) }
        for task in try machine.dueTasks() { try wake(task) }
        for execution in try machine.overdueExecutions() { try enforceDeadline(of: execution) }
        if let error = try refusal(of: { machine throws(ProcessionError) in try machine.openGates() }) {
            try note(.pools, "no task can be let through to a pool", error)
        }
        if let known = batch.known {
            reply.claimed += try machine.claimed(by: batch.worker, beside: known, policies: policies)
        }
        for lane in TaskLane.allCases { try claim(batch.capacity[lane] ?? 0, in: lane) }
        try SQLProcessStore.complete(&reply, to: batch, machine)
        leaveOutRefused()
        return reply
    }

    // MARK: Parts

    private mutating func write(_ report: WorkBatch.AttemptReport) throws(ProcessionError) {
        let error = try refusal { [connection, batch] _ throws(ProcessionError) in
            try SQLProcessStore.write([report], of: batch.worker, connection)
        }
        if let error { try note(.task(report.taskID), "what it prints can't be kept", error) }
    }

    /// A refused outcome becomes a failure with what was printed, or without where that is what can't be kept.
    private mutating func end(_ outcome: WorkBatch.AttemptOutcome) throws(ProcessionError) {
        guard let error = try refusal(of: outcome) else { return }
        let reason = "its end can't be recorded"
        var failed = outcome
        failed.result = .failed(Self.failure(reason, error))
        var withoutOutput = failed
        withoutOutput.outputTail = ""
        withoutOutput.logs = []
        var second = try refusal(of: failed)
        if second != nil { second = try refusal(of: withoutOutput) }
        try note(.task(outcome.taskID), reason, error, isFailed: second == nil)
    }

    private mutating func refusal(of outcome: WorkBatch.AttemptOutcome) throws(ProcessionError) -> ProcessionError? {
        var isOurs = true
        let error = try refusal { [batch] machine throws(ProcessionError) in
            isOurs = try machine.end(outcome, of: batch.worker)
            guard isOurs else { return }
            var logs = LogInsert()
            logs.append(outcome.logs)
            try logs.flush(machine.connection)
        }
        if error == nil, !isOurs { reply.fenced.append(outcome.taskID) }
        return error
    }

    private mutating func carryOut(_ decision: WorkBatch.Decision) throws(ProcessionError) {
        guard let error = try refusal(of: decision) else { return }
        switch decision {
        case .run(let id), .skip(let id), .expand(let id, _, _), .fail(let id, _):
            let reason = "the decision on it can't be recorded"
            let second = try refusal(of: .fail(id, Self.failure(reason, error)))
            try note(.task(id), reason, error, isFailed: second == nil)
        case .outputs(let id, _), .outputsFailed(let id, _):
            let reason = "its outputs can't be recorded"
            let second = try refusal(of: .outputsFailed(id, Self.failure(reason, error)))
            try note(.execution(id), reason, error, isFailed: second == nil)
        }
    }

    private mutating func refusal(of decision: WorkBatch.Decision) throws(ProcessionError) -> ProcessionError? {
        try refusal { [batch] machine throws(ProcessionError) in try machine.carryOut(decision, by: batch.worker) }
    }

    private mutating func wake(_ id: TaskID) throws(ProcessionError) {
        guard let error = try refusal(of: { machine throws(ProcessionError) in try machine.wake(id) }) else { return }
        let reason = "it can't be taken up again"
        let failure = Self.failure(reason, error)
        let second = try refusal { machine throws(ProcessionError) in
            try machine.endWaiting(id, as: .failed, errorClass: failure.errorClass, message: failure.message)
        }
        try note(.task(id), reason, error, isFailed: second == nil)
        isOverdue = isOverdue || second != nil
    }

    private mutating func enforceDeadline(
        of execution: ExecutionMachine.OverdueExecution
    ) throws(ProcessionError) {
        let error = try refusal { machine throws(ProcessionError) in try machine.enforceDeadline(of: execution) }
        guard let error else { return }
        try note(.execution(execution.id), "it can't be ended, though its time is up", error)
        isOverdue = true
    }

    /// One task at a time; those that can neither be handed out nor failed are passed over.
    private mutating func claim(_ count: Int, in lane: TaskLane) throws(ProcessionError) {
        var passed = 0
        let full = reply.claimed.count + count
        while reply.claimed.count < full, let id = try machine.firstClaimable(in: lane, after: passed) {
            var claimed: [ClaimedTask] = []
            let error = try refusal { [batch, policies, passed] machine throws(ProcessionError) in
                claimed = try machine.claim(1, in: lane, after: passed, for: batch.worker, policies: policies)
            }
            reply.claimed += claimed
            guard let error else { continue }
            let reason = "its start can't be recorded"
            let second = try refusal { [batch] machine throws(ProcessionError) in
                try machine.fail(ready: id, Self.failure(reason, error), by: batch.worker)
            }
            if second != nil { passed += 1 }
            try note(.task(id), reason, error, isFailed: second == nil)
        }
    }

    // MARK: One by one

    /// A machine for one part: after a refusal, what it remembers is not what is written.
    private var machine: ExecutionMachine {
        ExecutionMachine(connection, now: batch.now, actor: batch.worker.rawValue)
    }

    /// Carries out one part with everything that follows from it.
    ///
    /// - Returns: why the database refuses it; then nothing of it was written.
    private mutating func refusal(
        of part: (ExecutionMachine) throws(ProcessionError) -> Void
    ) throws(ProcessionError) -> ProcessionError? {
        let machine = self.machine
        do throws(ProcessionError) {
            try connection.undoable { () throws(ProcessionError) in
                try part(machine)
                try machine.finish()
            }
        } catch {
            if connection.losesTransaction(by: error) { throw error }
            return error
        }
        reply.ended += machine.ended
        return nil
    }

    private static func failure(_ reason: String, _ error: ProcessionError) -> TaskFailure {
        TaskFailure(.validation, "\(reason): \(error.message)")
    }

    private mutating func note(
        _ subject: Subject, _ reason: String, _ error: ProcessionError, isFailed: Bool = false
    ) throws(ProcessionError) {
        let why = "\(reason): \(error.message)"
        switch subject {
        case .task(let id):
            let name = try connection.row("SELECT name, process_id FROM tasks WHERE task_id = ?", [.id(id)]) {
                "task '\($0.text(0))' of process '\($0.text(1))'"
            }
            reply.refused.append(
                WorkReply.Refusal(taskID: id, message: "\(name ?? "task '\(id)'"): \(why)", isFailed: isFailed))
        case .execution(let id):
            reply.refused.append(
                WorkReply.Refusal(executionID: id, message: "execution '\(id)': \(why)", isFailed: isFailed))
        case .pools: reply.refused.append(WorkReply.Refusal(message: why, isFailed: isFailed))
        }
    }

    /// What can't even be failed is not asked for again at once: that would go on without a pause.
    private mutating func leaveOutRefused() {
        let stuck = reply.refused.filter { !$0.isFailed }
        guard !stuck.isEmpty else { return }
        let tasks = Set(stuck.compactMap(\.taskID)), executions = Set(stuck.compactMap(\.executionID))
        reply.undecided.removeAll { tasks.contains($0.taskID) }
        reply.awaitingOutputs.removeAll { executions.contains($0) }
        guard isOverdue else { return }
        reply.nextDueAt = reply.nextDueAt.map { max($0, batch.now.addingTimeInterval(Self.pause)) }
    }
}
