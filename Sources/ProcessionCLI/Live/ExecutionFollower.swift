import Procession

/// Reads what happens in an execution from the database until it has ended.
struct ExecutionFollower: Sendable {
    /// What has come since the last look.
    struct News {
        var events: [EventRecord]
        var chunks: [LogChunk]
        var isEmpty: Bool { events.isEmpty && chunks.isEmpty }
    }

    let store: any ProcessStore
    let execution: ExecutionID
    let process: ProcessID
    var task: TaskName?
    /// The id of the last event that is known already.
    var eventCursor: Int
    /// Whether the engine that carries the execution out is still there; asked once a second.
    var isCarriedOut: @Sendable () -> Bool = { true }
    /// The arguments with which another command finds the database, for hints.
    var databaseArguments = ""
    private static let page = 500
    /// How long an engine may be away, for it may be started anew.
    private static let patience = 10

    /// Calls `show` with everything that happens, and at least ten times a second; returns the execution as it ended.
    func follow(_ show: (News) async throws -> Void) async throws -> ExecutionRecord {
        var logCursor = 0, eventCursor = eventCursor
        var pause = Duration.milliseconds(5)
        var askedAt = ContinuousClock.now, absences = 0
        while true {
            // Read first: whatever belongs to an execution that has ended is there then.
            guard let record = try await store.execution(execution) else {
                throw ProcessionError(.notFound, "the execution '\(execution)' was deleted")
            }
            let events = try await store.events(after: eventCursor, process: process, limit: Self.page)
            let logs = try await store.logs(of: execution, task: task, after: logCursor, limit: Self.page)
            eventCursor = events.last?.id ?? eventCursor
            if !logs.chunks.isEmpty { logCursor = logs.cursor }
            let news = News(events: events.filter { $0.executionID == execution }, chunks: logs.chunks)
            try await show(news)
            if events.count == Self.page || logs.chunks.count == Self.page { continue }
            if record.status.isEnd { return record }
            if ContinuousClock.now - askedAt >= .seconds(1) {
                askedAt = .now
                absences = isCarriedOut() ? 0 : absences + 1
                if absences == Self.patience { throw engineIsGone }
            }
            // Quick while something happens, so that a short execution is not held up by its spectator.
            pause = news.isEmpty ? min(pause * 2, .milliseconds(100)) : .milliseconds(5)
            try await ContinuousClock().sleep(for: pause)
        }
    }

    private var engineIsGone: ProcessionError {
        ProcessionError(
            .databaseUnavailable, "the engine that carried out '\(process)' is gone",
            hint: "the next engine goes on with it: start one with `procession worker\(databaseArguments)`")
    }
}
