import Procession
import ProcessionEngine

/// Changes processes in a database that this program owns.
struct LocalController: ProcessWriter {
    let controller: ProcessController

    func create(_ request: CreationRequest) async throws(ProcessionError) -> ProcessRecord {
        try await controller.createProcess(
            type: request.type, input: request.input, id: request.id, schedule: request.schedule,
            timeZone: request.timeZone, missed: request.missed, overlap: request.overlap,
            priority: request.priority, baseDirectory: request.baseDirectory, by: .cli)
    }

    func launch(_ request: CreationRequest) async throws(ProcessionError) -> ExecutionRecord {
        try await controller.launchProcess(
            type: request.type, input: request.input, id: request.id, priority: request.priority,
            baseDirectory: request.baseDirectory, by: .cli)
    }

    func start(_ id: ProcessID, as start: ExecutionStart) async throws(ProcessionError) -> ExecutionRecord {
        switch start {
        case .start: try await controller.startProcess(id, by: .cli)
        case .rerun(let onlyFailed): try await controller.rerunProcess(id, onlyFailed: onlyFailed, by: .cli)
        }
    }

    func stop(_ id: ProcessID) async throws(ProcessionError) { try await controller.stopProcess(id, by: .cli) }
    func delete(_ id: ProcessID) async throws(ProcessionError) { try await controller.deleteProcess(id, by: .cli) }

    func decide(_ decision: DecisionOrder) async throws(ProcessionError) {
        try await controller.orchestrator.decide(
            on: decision.task, isApproved: decision.isApproved, by: decision.by, note: decision.note, caller: .cli)
    }

    func setPool(_ name: String, slots: Int) async throws(ProcessionError) {
        try await controller.setPool(name, slots: slots, by: .cli)
    }

    func removePool(_ name: String) async throws(ProcessionError) {
        try await controller.removePool(name, by: .cli)
    }
}
