package import Procession

package import struct Foundation.Date

/// What may go wrong around the calls of a ``FaultyStore``.
package protocol StoreFaults: Sendable {
    /// Called before a call reaches the store; what it throws, the call throws, and nothing is written.
    func before(_ call: FaultyStore.Call) async throws(ProcessionError)
    /// Called after the store has carried a call out; what it throws, the call throws, though everything is written.
    func after(_ call: FaultyStore.Call) async throws(ProcessionError)
    /// What reaches the store of a batch.
    func altered(_ batch: WorkBatch) -> WorkBatch
    /// Called with what the store answers to a batch.
    func answered(_ reply: WorkReply)
    /// What reaches the store of the end of a lease.
    func altered(lease: Duration) -> Duration
}

extension StoreFaults {
    package func altered(_ batch: WorkBatch) -> WorkBatch { batch }
    package func answered(_ reply: WorkReply) {}
    package func altered(lease: Duration) -> Duration { lease }
}

/// A store between an engine and the real one, at whose every call something may go wrong.
package struct FaultyStore: ProcessStore {
    /// A call, by the name of its function.
    package struct Call: Sendable, Equatable {
        package var name: String
        package var isWrite: Bool
    }

    private let store: any ProcessStore
    private let faults: any StoreFaults

    package init(_ store: any ProcessStore, faults: any StoreFaults) {
        self.store = store
        self.faults = faults
    }

    package var isExclusive: Bool { store.isExclusive }
    package var writer: (any TaskExecutor)? { store.writer }

    private func reading<Result>(
        _ name: String = #function, _ body: (any ProcessStore) async throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        try await perform(Call(name: name, isWrite: false), body)
    }

    private func writing<Result>(
        _ name: String = #function, _ body: (any ProcessStore) async throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        try await perform(Call(name: name, isWrite: true), body)
    }

    private func perform<Result>(
        _ call: Call, _ body: (any ProcessStore) async throws(ProcessionError) -> Result
    ) async throws(ProcessionError) -> Result {
        try await faults.before(call)
        let result = try await body(store)
        try await faults.after(call)
        return result
    }

    // MARK: Processes

    package func create(_ process: NewProcess, actor: String, now: Date) async throws(ProcessionError) {
        try await writing { store throws(ProcessionError) in
            try await store.create(process, actor: actor, now: now)
        }
    }

    package func start(_ execution: NewExecution) async throws(ProcessionError) -> ExecutionRecord {
        try await writing { store throws(ProcessionError) in try await store.start(execution) }
    }

    package func launch(
        _ process: NewProcess, _ execution: NewExecution
    ) async throws(ProcessionError) -> ExecutionRecord {
        try await writing { store throws(ProcessionError) in try await store.launch(process, execution) }
    }

    package func startChild(_ child: NewChild) async throws(ProcessionError) -> ProcessRecord {
        try await writing { store throws(ProcessionError) in try await store.startChild(child) }
    }

    package func requestStop(_ id: ProcessID, actor: String, now: Date) async throws(ProcessionError) {
        try await writing { store throws(ProcessionError) in
            try await store.requestStop(id, actor: actor, now: now)
        }
    }

    package func delete(_ id: ProcessID, actor: String, now: Date) async throws(ProcessionError) {
        try await writing { store throws(ProcessionError) in try await store.delete(id, actor: actor, now: now) }
    }

    package func process(_ id: ProcessID) async throws(ProcessionError) -> ProcessRecord? {
        try await reading { store throws(ProcessionError) in try await store.process(id) }
    }

    package func processes(_ filter: ProcessFilter) async throws(ProcessionError) -> [ProcessRecord] {
        try await reading { store throws(ProcessionError) in try await store.processes(filter) }
    }

    package func isBusy(until date: Date) async throws(ProcessionError) -> Bool {
        try await reading { store throws(ProcessionError) in try await store.isBusy(until: date) }
    }

    // MARK: Schedules

    package func scheduledProcesses(
        dueFrom start: Date, through end: Date, limit: Int
    ) async throws(ProcessionError) -> [ProcessRecord] {
        try await reading { store throws(ProcessionError) in
            try await store.scheduledProcesses(dueFrom: start, through: end, limit: limit)
        }
    }

    package func nextScheduledRun() async throws(ProcessionError) -> Date? {
        try await reading { store throws(ProcessionError) in try await store.nextScheduledRun() }
    }

    package func carryOut(_ step: ScheduleStep) async throws(ProcessionError) -> ScheduleStepResult {
        try await writing { store throws(ProcessionError) in try await store.carryOut(step) }
    }

    package func startableTicks(limit: Int) async throws(ProcessionError) -> [WaitingTick] {
        try await reading { store throws(ProcessionError) in try await store.startableTicks(limit: limit) }
    }

    package func waitingTicks(of process: ProcessID) async throws(ProcessionError) -> [Date] {
        try await reading { store throws(ProcessionError) in try await store.waitingTicks(of: process) }
    }

    package func fire(
        _ tick: WaitingTick, _ execution: Result<NewExecution, ProcessionError>, actor: String, now: Date
    ) async throws(ProcessionError) -> ExecutionID? {
        try await writing { store throws(ProcessionError) in
            try await store.fire(tick, execution, actor: actor, now: now)
        }
    }

    package func change(_ change: ScheduleChange) async throws(ProcessionError) {
        try await writing { store throws(ProcessionError) in try await store.change(change) }
    }

    // MARK: Approvals

    package func tasksAwaitingApproval(limit: Int) async throws(ProcessionError) -> [TaskRecord] {
        try await reading { store throws(ProcessionError) in try await store.tasksAwaitingApproval(limit: limit) }
    }

    package func decide(
        _ decision: ApprovalDecision, on task: TaskID, actor: String
    ) async throws(ProcessionError) {
        try await writing { store throws(ProcessionError) in
            try await store.decide(decision, on: task, actor: actor)
        }
    }

    // MARK: Pools

    package func pools() async throws(ProcessionError) -> [PoolRecord] {
        try await reading { store throws(ProcessionError) in try await store.pools() }
    }

    package func setPool(
        _ name: String, slots: Int, actor: String, now: Date
    ) async throws(ProcessionError) {
        try await writing { store throws(ProcessionError) in
            try await store.setPool(name, slots: slots, actor: actor, now: now)
        }
    }

    package func removePool(_ name: String, actor: String, now: Date) async throws(ProcessionError) {
        try await writing { store throws(ProcessionError) in
            try await store.removePool(name, actor: actor, now: now)
        }
    }

    // MARK: Reading what happened

    package func tasks(of process: ProcessID) async throws(ProcessionError) -> [TaskRecord] {
        try await reading { store throws(ProcessionError) in try await store.tasks(of: process) }
    }

    package func task(_ id: TaskID) async throws(ProcessionError) -> TaskRecord? {
        try await reading { store throws(ProcessionError) in try await store.task(id) }
    }

    package func executions(of process: ProcessID, limit: Int) async throws(ProcessionError) -> [ExecutionRecord] {
        try await reading { store throws(ProcessionError) in
            try await store.executions(of: process, limit: limit)
        }
    }

    package func execution(_ id: ExecutionID) async throws(ProcessionError) -> ExecutionRecord? {
        try await reading { store throws(ProcessionError) in try await store.execution(id) }
    }

    package func attempts(of execution: ExecutionID) async throws(ProcessionError) -> [TaskAttempt] {
        try await reading { store throws(ProcessionError) in try await store.attempts(of: execution) }
    }

    package func logs(
        of execution: ExecutionID, task: TaskName?, after cursor: Int, limit: Int
    ) async throws(ProcessionError) -> (chunks: [LogChunk], cursor: Int) {
        try await reading { store throws(ProcessionError) in
            try await store.logs(of: execution, task: task, after: cursor, limit: limit)
        }
    }

    package func events(
        after cursor: Int, process: ProcessID?, limit: Int
    ) async throws(ProcessionError) -> [EventRecord] {
        try await reading { store throws(ProcessionError) in
            try await store.events(after: cursor, process: process, limit: limit)
        }
    }

    package func lastEventID() async throws(ProcessionError) -> Int {
        try await reading { store throws(ProcessionError) in try await store.lastEventID() }
    }

    package func definition(digest: String) async throws(ProcessionError) -> String? {
        try await reading { store throws(ProcessionError) in try await store.definition(digest: digest) }
    }

    package func settings(digest: String) async throws(ProcessionError) -> String? {
        try await reading { store throws(ProcessionError) in try await store.settings(digest: digest) }
    }

    package func results(
        of process: ProcessID, tasks: [TaskName]
    ) async throws(ProcessionError) -> [TaskName: StoredResult] {
        try await reading { store throws(ProcessionError) in try await store.results(of: process, tasks: tasks) }
    }

    // MARK: Workers

    package func register(_ worker: WorkerRecord) async throws(ProcessionError) {
        var worker = worker
        worker.leaseUntil = faults.altered(lease: worker.leaseUntil)
        try await writing { [worker] store throws(ProcessionError) in try await store.register(worker) }
    }

    package func renewLease(
        of worker: WorkerID, until lease: Duration, now: Date
    ) async throws(ProcessionError) -> Bool {
        try await writing { store throws(ProcessionError) in
            try await store.renewLease(of: worker, until: faults.altered(lease: lease), now: now)
        }
    }

    package func exchange(_ batch: WorkBatch) async throws(ProcessionError) -> WorkReply {
        try await writing { store throws(ProcessionError) in
            let reply = try await store.exchange(faults.altered(batch))
            faults.answered(reply)
            return reply
        }
    }

    package func liveWorkers() async throws(ProcessionError) -> [WorkerRecord] {
        try await reading { store throws(ProcessionError) in try await store.liveWorkers() }
    }

    package func interruptedAttempts(limit: Int) async throws(ProcessionError) -> [InterruptedAttempt] {
        try await reading { store throws(ProcessionError) in try await store.interruptedAttempts(limit: limit) }
    }

    package func declareDead(_ worker: WorkerID, now: Date) async throws(ProcessionError) {
        try await writing { store throws(ProcessionError) in try await store.declareDead(worker, now: now) }
    }

    package func rescue(
        _ tasks: [InterruptedAttempt], maximumLosses: Int, now: Date
    ) async throws(ProcessionError) -> Int {
        try await writing { store throws(ProcessionError) in
            try await store.rescue(tasks, maximumLosses: maximumLosses, now: now)
        }
    }

    package func retire(_ worker: WorkerID, now: Date) async throws(ProcessionError) {
        try await writing { store throws(ProcessionError) in try await store.retire(worker, now: now) }
    }

    // MARK: Retention

    package func expired(
        _ policy: RetentionPolicy, limit: Int, now: Date
    ) async throws(ProcessionError) -> [ExpiredSubject] {
        try await reading { store throws(ProcessionError) in
            try await store.expired(policy, limit: limit, now: now)
        }
    }

    package func remove(
        _ subjects: [ExpiredSubject], _ policy: RetentionPolicy, within time: Duration, now: Date
    ) async throws(ProcessionError) -> (removed: RemovedHistory, left: [ExpiredSubject]) {
        try await writing { store throws(ProcessionError) in
            try await store.remove(subjects, policy, within: time, now: now)
        }
    }

    package func trim(
        _ policy: RetentionPolicy, within time: Duration, now: Date
    ) async throws(ProcessionError) -> (removed: RemovedHistory, isDone: Bool) {
        try await writing { store throws(ProcessionError) in
            try await store.trim(policy, within: time, now: now)
        }
    }

    package func trimmable(_ policy: RetentionPolicy, now: Date) async throws(ProcessionError) -> RemovedHistory {
        try await reading { store throws(ProcessionError) in try await store.trimmable(policy, now: now) }
    }

    package func contents(
        of subjects: [ExpiredSubject], _ policy: RetentionPolicy, now: Date
    ) async throws(ProcessionError) -> RemovedHistory {
        try await reading { store throws(ProcessionError) in
            try await store.contents(of: subjects, policy, now: now)
        }
    }

    package func reclaimSpace(within time: Duration) async throws(ProcessionError) -> Bool {
        try await writing { store throws(ProcessionError) in try await store.reclaimSpace(within: time) }
    }

    // MARK: Care

    package func check() async throws(ProcessionError) -> [String] { try await store.check() }
    package func backup(to path: String) async throws(ProcessionError) { try await store.backup(to: path) }
    package func statistics() async throws(ProcessionError) -> StoreStatistics { try await store.statistics() }
    package func close() async throws(ProcessionError) { try await store.close() }
}
