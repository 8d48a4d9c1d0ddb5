import Procession
import Synchronization

/// Keeps the contexts of the executions that are under way.
final class ExecutionContexts: Sendable {
    private let store: any ProcessStore
    private let contexts = Mutex<[ExecutionID: ExecutionContext]>([:])
    private let settings = Mutex<[String: ExecutionSettings]>([:])

    init(store: any ProcessStore) { self.store = store }

    /// The context of an execution, read from the store the first time.
    func context(of id: ExecutionID, process: ProcessID) async throws -> ExecutionContext {
        if let context = contexts.withLock({ $0[id] }) { return context }
        guard let execution = try await store.execution(id), let record = try await store.process(process) else {
            throw ProcessionError(.notFound, "the execution '\(id)' is gone")
        }
        let context = ExecutionContext(
            execution: execution, settings: try await settings(digest: execution.definitionDigest),
            inputs: try Value(json: record.inputValues).map ?? [:])
        contexts.withLock { $0[id] = context }
        return context
    }

    /// Forgets an execution that has ended.
    func remove(_ id: ExecutionID) {
        contexts.withLock { _ = $0.removeValue(forKey: id) }
    }

    private func settings(digest: String) async throws -> ExecutionSettings {
        if let known = settings.withLock({ $0[digest] }) { return known }
        guard let text = try await store.settings(digest: digest) else {
            throw ProcessionError(.internalFault, "the definition '\(digest)' is gone")
        }
        let read = try ExecutionSettings(json: text)
        settings.withLock { known in
            // Definitions are many only where each process has its own: then none is worth keeping.
            if known.count >= 256 { known.removeAll() }
            known[digest] = read
        }
        return read
    }
}
