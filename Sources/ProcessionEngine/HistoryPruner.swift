package import Procession

/// Removes what a policy no longer keeps, in steps so short that work hardly waits for them.
package struct HistoryPruner: Sendable {
    /// How long one transaction of it may keep the others waiting.
    private static let step = Duration.milliseconds(20)
    private static let pageSize = 10_000

    let store: any ProcessStore
    let clock: any ProcessionClock
    let policy: RetentionPolicy
    /// How long work has the database to itself between two steps; zero where there is no other work.
    let pause: Duration

    package init(store: any ProcessStore, clock: any ProcessionClock, policy: RetentionPolicy, pause: Duration) {
        self.store = store
        self.clock = clock
        self.policy = policy
        self.pause = pause
    }

    /// Removes everything that is past its age now, and then gives the space back.
    ///
    /// - Throws: what the store throws, or `CancellationError`; what was removed until then stays removed.
    package func prune() async throws -> RemovedHistory {
        let now = clock.now
        var total = RemovedHistory()
        while true {
            var subjects = try await store.expired(policy, limit: Self.pageSize, now: now)
            if subjects.isEmpty { break }
            let before = total
            while !subjects.isEmpty {
                let step = try await store.remove(subjects, policy, within: Self.step, now: now)
                total += step.removed
                subjects = step.left
                try await rest()
            }
            // What was found has changed since and is kept after all: the next pass sees to the others.
            if total == before { break }
        }
        while true {
            let step = try await store.trim(policy, within: Self.step, now: now)
            total += step.removed
            if step.isDone { break }
            try await rest()
        }
        while try await !store.reclaimSpace(within: Self.step) { try await rest() }
        return total
    }

    /// What ``prune()`` would remove.
    package func preview() async throws(ProcessionError) -> RemovedHistory {
        let now = clock.now
        var preview = try await store.trimmable(policy, now: now)
        let subjects = try await store.expired(policy, limit: .max, now: now)
        preview += try await store.contents(of: subjects, policy, now: now)
        return preview
    }

    private func rest() async throws {
        if pause > .zero { try await clock.sleep(for: pause) }
    }
}
