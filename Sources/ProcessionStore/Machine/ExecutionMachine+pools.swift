import Procession

/// A pool whose tasks wait for its slots.
///
/// A READY task of a pool waits at the gate of that, out of the sight of claims, until there is a slot for it: then it
/// is let through. At most as many tasks are through, or run, as the pool has slots. So a claim never meets a task that
/// it may not take, however many wait, and what is counted are rows. A claim shuts the gate behind the task, for when
/// it becomes READY again.
struct PoolStanding {
    var name: String
    var slots: Int
    var running: Int
    /// READY tasks that are through the gate.
    var admitted: Int
    /// The last in order of those; nil if there is none.
    var lastAdmitted: Int?
    /// The first in order of those that wait.
    var firstWaiting: Int?

    var free: Int { max(slots - running, 0) }

    /// Whether a task that waits comes before one that is through, or more are through than may be.
    var isOutOfOrder: Bool {
        if admitted > free { return true }
        guard let lastAdmitted, let firstWaiting else { return false }
        return firstWaiting < lastAdmitted
    }
}

extension ExecutionMachine {
    /// Lets as many READY tasks of each pool through to be claimed as it has free slots, the first in order.
    ///
    /// Costs one look at an empty index where no task waits for a pool, and a few for each pool that tasks wait for.
    func openGates() throws(ProcessionError) {
        // From name to name in the index, so that it does not matter how many tasks wait.
        let pools = try connection.rows(
            """
            WITH RECURSIVE waiting (name) AS (
                SELECT * FROM (
                    SELECT pool FROM tasks WHERE status = 'READY' AND is_gated = 1 AND pool IS NOT NULL
                    ORDER BY pool LIMIT 1)
                UNION ALL
                SELECT (
                    SELECT t.pool FROM tasks t WHERE t.status = 'READY' AND t.is_gated = 1 AND t.pool > w.name
                    ORDER BY t.pool LIMIT 1)
                FROM waiting w WHERE w.name IS NOT NULL
            )
            SELECT w.name, p.slots,
                (SELECT count(*) FROM tasks t WHERE t.status = 'IN_PROGRESS' AND t.pool = w.name),
                (SELECT count(*) FROM tasks t WHERE t.status = 'READY' AND t.is_gated = 0 AND t.pool = w.name),
                (SELECT max(t.claim_order) FROM tasks t
                    WHERE t.status = 'READY' AND t.is_gated = 0 AND t.pool = w.name),
                (SELECT min(t.claim_order) FROM tasks t
                    WHERE t.status = 'READY' AND t.is_gated = 1 AND t.pool = w.name)
            FROM waiting w LEFT JOIN pools p ON p.name = w.name WHERE w.name IS NOT NULL
            """
        ) {
            PoolStanding(
                name: $0.text(0), slots: $0.optionalInteger(1) ?? PoolRecord.defaultSlots, running: $0.integer(2),
                admitted: $0.integer(3), lastAdmitted: $0.optionalInteger(4), firstWaiting: $0.optionalInteger(5))
        }
        for pool in pools {
            var room = pool.free - pool.admitted
            if pool.isOutOfOrder {
                try Self.shutGate(of: pool.name, connection)
                room = pool.free
            }
            guard room > 0 else { continue }
            try connection.execute(
                """
                UPDATE tasks SET is_gated = 0 WHERE task_id IN (
                    SELECT task_id FROM tasks WHERE status = 'READY' AND is_gated = 1 AND pool = ?
                    ORDER BY claim_order, task_id LIMIT ?)
                """, [.text(pool.name), .integer(room)])
        }
    }

    /// Sends every READY task of a pool back to its gate.
    static func shutGate(of pool: String, _ connection: any SQLConnection) throws(ProcessionError) {
        try connection.execute(
            """
            UPDATE tasks SET is_gated = 1 WHERE task_id IN (
                SELECT task_id FROM tasks WHERE status = 'READY' AND is_gated = 0 AND pool = ?)
            """, [.text(pool)])
    }
}
