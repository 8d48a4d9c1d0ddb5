public import Procession

/// Tells what came of processes: results, outputs, attempts, logs.
public struct ProcessResultService: Sendable {
    private let store: any ProcessStore

    public init(store: any ProcessStore) { self.store = store }

    /// The executions of a process, newest first.
    public func executions(of process: ProcessID, limit: Int = 100) async throws(ProcessionError)
        -> [ExecutionRecord]
    {
        try await store.executions(of: process, limit: limit)
    }

    /// - Throws: `notFound`.
    public func execution(_ id: ExecutionID) async throws(ProcessionError) -> ExecutionRecord {
        guard let record = try await store.execution(id) else {
            throw ProcessionError(.notFound, "there is no execution '\(id)'")
        }
        return record
    }

    /// What an execution gave back; empty if it gave nothing or has not completed.
    public func outputs(of id: ExecutionID) async throws(ProcessionError) -> [String: Value] {
        guard let text = try await execution(id).outputs else { return [:] }
        do {
            return try Value(json: text).map ?? [:]
        } catch {
            throw ProcessionError(.databaseCorrupt, "the outputs of execution '\(id)' can't be read", cause: error)
        }
    }

    /// Every try of every task of an execution, in the order in which they started.
    public func attempts(of id: ExecutionID) async throws(ProcessionError) -> [TaskAttempt] {
        try await store.attempts(of: id)
    }

    /// What the tasks of an execution have printed so far, of all or of one, its items included.
    public func logs(of id: ExecutionID, task: TaskName? = nil) async throws(ProcessionError) -> [LogChunk] {
        var chunks: [LogChunk] = []
        var cursor = 0
        while true {
            let page = try await store.logs(of: id, task: task, after: cursor, limit: 1000)
            if page.chunks.isEmpty { return chunks }
            chunks += page.chunks
            cursor = page.cursor
        }
    }

    /// The definition that an execution ran, as JSON.
    public func definition(of id: ExecutionID) async throws(ProcessionError) -> String? {
        try await store.definition(digest: try await execution(id).definitionDigest)
    }
}
