import Procession

/// Care of the database that an engine works on, for its own tasks.
struct EngineDatabaseCare: DatabaseCare {
    let parts: EngineParts

    func check() async throws -> [String] { try await parts.store.check() }
    func backup(to path: String) async throws { try await parts.store.backup(to: path) }
    func statistics() async throws -> StoreStatistics { try await parts.store.statistics() }

    func prune() async throws -> RemovedHistory {
        guard let policy = parts.configuration.retention else { return RemovedHistory() }
        return try await RetentionDuty(parts: parts, policy: policy).pruner.prune()
    }
}
