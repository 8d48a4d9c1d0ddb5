public import Procession

/// Transitions as they are recorded, oldest first; goes on until it is cancelled.
public struct ProcessEvents: AsyncSequence, Sendable {
    public typealias Element = EventRecord
    public typealias Failure = any Error

    let store: any ProcessStore
    let clock: any ProcessionClock
    let cursor: Int?
    let process: ProcessID?

    /// - Parameters:
    ///   - store: where the events are.
    ///   - clock: paces the look for new ones.
    ///   - cursor: the id of the last event that is known already; nil starts with those to come, 0 with the first.
    ///   - process: only events of this process; nil for all.
    public init(
        store: any ProcessStore, clock: any ProcessionClock = SystemClock(), after cursor: Int? = nil,
        of process: ProcessID? = nil
    ) {
        self.store = store
        self.clock = clock
        self.cursor = cursor
        self.process = process
    }

    public func makeAsyncIterator() -> Iterator { Iterator(events: self, cursor: cursor) }

    public struct Iterator: AsyncIteratorProtocol {
        private static let interval = Duration.milliseconds(100)
        private static let pageSize = 500

        fileprivate let events: ProcessEvents
        fileprivate var cursor: Int?
        private var page: ArraySlice<EventRecord> = []

        fileprivate init(events: ProcessEvents, cursor: Int?) {
            self.events = events
            self.cursor = cursor
        }

        /// The next event; nil when the Swift task was cancelled.
        ///
        /// - Throws: what the store throws when it can't be read.
        public mutating func next() async throws -> EventRecord? {
            while true {
                if let event = page.popFirst() {
                    cursor = event.id
                    return event
                }
                if Task.isCancelled { return nil }
                let position: Int
                if let cursor { position = cursor } else { position = try await events.store.lastEventID() }
                cursor = position
                page = try await events.store.events(
                    after: position, process: events.process, limit: Self.pageSize)[...]
                if page.isEmpty {
                    do {
                        try await events.clock.sleep(for: Self.interval)
                    } catch {
                        return nil
                    }
                }
            }
        }
    }
}
