import Procession

/// Carries out what a command wants changed: this program, or the engine that owns the database.
protocol ProcessWriter: Sendable {
    func create(_ request: CreationRequest) async throws(ProcessionError) -> ProcessRecord
    /// Makes a process and starts it; a schedule is not asked for.
    func launch(_ request: CreationRequest) async throws(ProcessionError) -> ExecutionRecord
    func start(_ id: ProcessID, as start: ExecutionStart) async throws(ProcessionError) -> ExecutionRecord
    func stop(_ id: ProcessID) async throws(ProcessionError)
    func delete(_ id: ProcessID) async throws(ProcessionError)
    func decide(_ decision: DecisionOrder) async throws(ProcessionError)
    func setPool(_ name: String, slots: Int) async throws(ProcessionError)
    func removePool(_ name: String) async throws(ProcessionError)
}
