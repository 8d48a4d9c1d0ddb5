import ProcessionStore
import Synchronization

/// Takes the conditions of the store's statements away, one at a time, to see whether a conformance check notices.
package struct ConditionSurvey: Sendable {
    /// Every condition of every statement that a check has run, with the checks that ran it.
    private let checks: [StatementCondition: [StoreConformance.Check]]

    /// Those that nothing else implies, in a fixed order.
    package var conditions: [StatementCondition] {
        checks.keys.filter { condition in !Self.implied.contains { condition.description.contains($0) } }
            .sorted { $0.description < $1.description }
    }

    /// Parts of statements whose marked condition holds whenever the others do, so that nobody can miss it.
    private static let implied = [
        // A task that has a worker is in progress: a CHECK of the table.
        "worker_id = ? AND fence = ? AND «status = 'IN_PROGRESS'»",
        // The rows that were just selected; it counts where two claims run at the same time.
        "ORDER BY claim_order, task_id LIMIT ?4 OFFSET ?5 ) AND «status = 'READY'»",
        // Found WAITING for its child in the same transaction.
        "awaited = NULL, updated_at = ?1 WHERE task_id = ?2 AND «status = 'WAITING'»",
        // Only a READY task is through the gate of its pool; it names the index.
        "UPDATE tasks SET is_gated = 1 WHERE task_id IN ( SELECT task_id FROM tasks WHERE «status = 'READY'»",
        // A READY task has no open needs, and of one that has ended nobody asks.
        "+ CASE WHEN group_task_id IS NULL THEN 0 ELSE 1 END WHERE process_id = ? AND trigger IS NULL AND «status = 'PENDING'»",
        // Handlers are PENDING until their phase begins, or is known never to begin.
        "AND trigger = ?3 AND «status = 'PENDING'»", "AND trigger <> ?3 AND «status = 'PENDING'»",
        "AND trigger IS NOT NULL AND «status = 'PENDING'»"
    ]

    /// Runs all checks once, to see which statements there are.
    package init() async throws {
        var checks: [StatementCondition: [StoreConformance.Check]] = [:]
        for check in StoreConformance.checks {
            let statements = Statements()
            try await check.run { () async throws in
                SQLProcessStore(
                    database: RewritingDatabase(try SQLiteMemory(isExclusive: true)) { statements.note($0) })
            }
            for condition in statements.all.flatMap(StatementCondition.all) {
                checks[condition, default: []].append(check)
            }
        }
        self.checks = checks
    }

    /// The first check that fails without a condition; nil if none does.
    package func check(missing condition: StatementCondition) async -> StoreConformance.Check? {
        for check in checks[condition] ?? [] {
            do {
                try await check.run { () async throws in
                    SQLProcessStore(
                        database: RewritingDatabase(try SQLiteMemory(isExclusive: true)) {
                            condition.removed(from: $0)
                        })
                }
            } catch {
                return check
            }
        }
        return nil
    }

    private final class Statements: Sendable {
        private let texts = Mutex<Set<String>>([])

        var all: Set<String> { texts.withLock { $0 } }

        /// Changes nothing.
        func note(_ text: String) -> String? {
            texts.withLock { _ = $0.insert(text) }
            return nil
        }
    }
}
