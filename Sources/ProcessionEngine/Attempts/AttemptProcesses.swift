import Procession

/// What an attempt may do with processes; small, because every attempt is given one.
struct AttemptProcesses: TaskProcesses {
    let starter: ChildStarter
    let claim: TaskClaim

    func startChild(
        _ type: ProcessTypeName, inputs: [String: Value], for context: TaskContext
    ) async throws -> ProcessRecord {
        try await starter.start(type, inputs: inputs, for: context, claim: claim)
    }

    func child(_ id: ProcessID) async throws -> ProcessRecord? { try await starter.child(id) }
    func stopChild(_ id: ProcessID) async throws { try await starter.stop(id) }
}

/// Under which claim of its task an attempt asks, and at which retry.
struct TaskClaim: Sendable {
    var fence: Int
    var retryCount: Int
}
