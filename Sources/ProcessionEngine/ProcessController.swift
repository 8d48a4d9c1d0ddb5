public import Procession

/// The front door to everything that can be done with processes.
public struct ProcessController: Sendable {
    public let orchestrator: ProcessOrchestrator
    /// Makes, finds and removes processes.
    public let manager: ProcessManager
    /// Tells what came of them.
    public let results: ProcessResultService

    public init(orchestrator: ProcessOrchestrator) {
        self.orchestrator = orchestrator
        manager = orchestrator.manager
        results = ProcessResultService(store: orchestrator.parts.store)
    }

    /// Makes a process; see ``ProcessManager/createProcess(type:input:id:schedule:timeZone:missed:overlap:priority:baseDirectory:by:)``.
    @discardableResult
    public func createProcess(
        type: ProcessTypeName, input: RawInput = .none, id: ProcessID? = nil, schedule: String? = nil,
        timeZone: String? = nil, missed: MissedPolicy? = nil, overlap: OverlapPolicy? = nil, priority: Int = 0,
        baseDirectory: String? = nil, by caller: Caller = .library
    ) async throws(ProcessionError) -> ProcessRecord {
        try await manager.createProcess(
            type: type, input: input, id: id, schedule: schedule, timeZone: timeZone, missed: missed, overlap: overlap,
            priority: priority, baseDirectory: baseDirectory, by: caller)
    }

    /// Makes a process and starts it; see
    /// ``ProcessOrchestrator/launchProcess(type:input:id:priority:baseDirectory:by:)``.
    @discardableResult
    public func launchProcess(
        type: ProcessTypeName, input: RawInput = .none, id: ProcessID? = nil, priority: Int = 0,
        baseDirectory: String? = nil, by caller: Caller = .library
    ) async throws(ProcessionError) -> ExecutionRecord {
        try await orchestrator.launchProcess(
            type: type, input: input, id: id, priority: priority, baseDirectory: baseDirectory, by: caller)
    }

    /// Starts an execution; see ``ProcessOrchestrator/startProcess(_:by:)``.
    @discardableResult
    public func startProcess(
        _ id: ProcessID, by caller: Caller = .library
    ) async throws(ProcessionError) -> ExecutionRecord {
        try await orchestrator.startProcess(id, by: caller)
    }

    /// Runs the last execution again; see ``ProcessOrchestrator/rerunProcess(_:onlyFailed:by:)``.
    @discardableResult
    public func rerunProcess(
        _ id: ProcessID, onlyFailed: Bool = false, by caller: Caller = .library
    ) async throws(ProcessionError) -> ExecutionRecord {
        try await orchestrator.rerunProcess(id, onlyFailed: onlyFailed, by: caller)
    }

    /// How a process stands, with its tasks.
    ///
    /// - Throws: `notFound`.
    public func getProcessState(_ id: ProcessID) async throws(ProcessionError) -> ProcessState {
        ProcessState(process: try await manager.process(id), tasks: try await manager.tasks(of: id))
    }

    /// Asks a running process to stop; see ``ProcessOrchestrator/stopProcess(_:by:)``.
    public func stopProcess(_ id: ProcessID, by caller: Caller = .library) async throws(ProcessionError) {
        try await orchestrator.stopProcess(id, by: caller)
    }

    /// Every process, newest first, at most `limit`.
    public func getAllProcesses(limit: Int = 1000) async throws(ProcessionError) -> [ProcessRecord] {
        try await manager.processes(ProcessFilter(limit: limit))
    }

    /// Processes in a state, newest first, at most `limit`.
    public func getProcessesByStatus(
        _ status: ProcessStatus, limit: Int = 1000
    ) async throws(ProcessionError) -> [ProcessRecord] {
        try await manager.processes(ProcessFilter(status: status, limit: limit))
    }

    /// Removes a process with its history.
    ///
    /// - Throws: `notFound`, or `stateConflict` if it runs or is COMPLETED.
    public func deleteProcess(_ id: ProcessID, by caller: Caller = .library) async throws(ProcessionError) {
        try await manager.deleteProcess(id, by: caller)
    }

    /// Lets a task that waits for approval complete; see ``ProcessOrchestrator/decide(on:isApproved:by:note:caller:)``.
    public func approveTask(
        _ id: TaskID, by name: String? = nil, note: String? = nil, caller: Caller = .library
    ) async throws(ProcessionError) {
        try await orchestrator.decide(on: id, isApproved: true, by: name, note: note, caller: caller)
    }

    /// Fails a task that waits for approval; see ``ProcessOrchestrator/decide(on:isApproved:by:note:caller:)``.
    public func rejectTask(
        _ id: TaskID, by name: String? = nil, note: String? = nil, caller: Caller = .library
    ) async throws(ProcessionError) {
        try await orchestrator.decide(on: id, isApproved: false, by: name, note: note, caller: caller)
    }

    /// Says how many tasks of a pool may run at the same time; see ``ProcessOrchestrator/setPool(_:slots:by:)``.
    public func setPool(_ name: String, slots: Int, by caller: Caller = .library) async throws(ProcessionError) {
        try await orchestrator.setPool(name, slots: slots, by: caller)
    }

    /// Forgets what ``setPool(_:slots:by:)`` has said; see ``ProcessOrchestrator/removePool(_:by:)``.
    public func removePool(_ name: String, by caller: Caller = .library) async throws(ProcessionError) {
        try await orchestrator.removePool(name, by: caller)
    }

    /// Transitions from now on, or after an event; see ``ProcessEvents``.
    public func events(after cursor: Int? = nil, of process: ProcessID? = nil) -> ProcessEvents {
        ProcessEvents(store: orchestrator.parts.store, clock: orchestrator.parts.clock, after: cursor, of: process)
    }
}
