import Procession

/// Reads what happens in an execution from the database until it has ended.
struct ExecutionFollower: Sendable {
    /// What has come since the last look.
    struct News {
        var events: [EventRecord]
        var chunks: [LogChunk]
        var isEmpty: Bool { events.isEmpty && chunks.isEmpty }
    }

    /// How far an execution has been followed.
    struct Position: Sendable {
        /// The id of the last event that is known.
        var event: Int
        var log = 0
    }

    enum Outcome {
        case ended(ExecutionRecord)
        /// The engine that carried it out is gone.
        case abandoned(Position)
    }

    let store: any ProcessStore
    let execution: ExecutionID
    let process: ProcessID
    var task: TaskName?
    /// What is known already.
    var position: Position
    /// Whether the engine that carries the execution out is still there; asked once a second.
    var isCarriedOut: @Sendable () -> Bool = { true }
    private static let page = 500
    /// How many seconds an engine may be away, for it may be started anew.
    private static let patience = 3

    /// Calls `show` with everything that happens, and at least ten times a second, until the execution has ended or
    /// nobody carries it out any more.
    func follow(_ show: (News) async throws -> Void) async throws -> Outcome {
        var position = position
        let startedAt = ContinuousClock.now
        var askedAt = startedAt, absences = 0
        while true {
            // Read first: whatever belongs to an execution that has ended is there then.
            guard let record = try await store.execution(execution) else {
                throw ProcessionError(.notFound, "the execution '\(execution)' was deleted")
            }
            // Output before events: whatever has printed has begun by then, and events are shown first.
            let logs = try await store.logs(of: execution, task: task, after: position.log, limit: Self.page)
            let events = try await store.events(after: position.event, process: process, limit: Self.page)
            // What an event says to have ended may have printed more in between.
            let rest = try await store.logs(of: execution, task: task, after: logs.cursor, limit: Self.page)
            position.event = events.last?.id ?? position.event
            position.log = max(position.log, logs.cursor, rest.cursor)
            let chunks = logs.chunks + rest.chunks
            let news = News(events: events.filter { $0.executionID == execution }, chunks: chunks)
            try await show(news)
            if events.count == Self.page || rest.chunks.count == Self.page { continue }
            if record.status.isEnd { return .ended(record) }
            if ContinuousClock.now - askedAt >= .seconds(1) {
                askedAt = .now
                absences = isCarriedOut() ? 0 : absences + 1
                if absences == Self.patience { return .abandoned(position) }
            }
            // A short execution is not held up by its spectator, nor is a busy one by being looked at all the time.
            let pause = min(max((ContinuousClock.now - startedAt) / 20, .milliseconds(5)), .milliseconds(100))
            try await ContinuousClock().sleep(for: pause)
        }
    }
}
