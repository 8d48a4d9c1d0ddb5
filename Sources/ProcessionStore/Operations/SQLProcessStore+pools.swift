public import Procession

public import struct Foundation.Date

extension SQLProcessStore {
    public func pools() async throws(ProcessionError) -> [PoolRecord] {
        try await database.read { connection throws(ProcessionError) in
            try connection.rows(
                """
                WITH known (name) AS (
                    SELECT name FROM pools
                    UNION SELECT pool FROM tasks WHERE status = 'READY' AND pool IS NOT NULL
                    UNION SELECT pool FROM tasks WHERE status = 'IN_PROGRESS' AND pool IS NOT NULL
                )
                SELECT k.name, p.slots,
                    (SELECT count(*) FROM tasks t WHERE t.status = 'IN_PROGRESS' AND t.pool = k.name),
                    (SELECT count(*) FROM tasks t
                        WHERE t.status = 'READY' AND t.is_gated IN (0, 1) AND t.pool = k.name)
                FROM known k LEFT JOIN pools p ON p.name = k.name ORDER BY k.name
                """
            ) { row in
                let slots = row.optionalInteger(1)
                return PoolRecord(
                    name: row.text(0), slots: slots ?? PoolRecord.defaultSlots, isSet: slots != nil,
                    running: row.integer(2), waiting: row.integer(3))
            }
        }
    }

    public func setPool(
        _ name: String, slots: Int, actor: String, now: Date
    ) async throws(ProcessionError) {
        try await database.write { connection throws(ProcessionError) in
            try connection.execute(
                """
                INSERT INTO pools (name, slots, updated_at) VALUES (?1, ?2, ?3)
                ON CONFLICT (name) DO UPDATE SET slots = ?2, updated_at = ?3
                """, [.text(name), .integer(slots), .time(now)])
            // What was let through under the old number may be too much; the next exchange counts again.
            try ExecutionMachine.shutGate(of: name, connection)
            try Self.record("pool.set", of: name, slots: slots, actor: actor, now: now, connection)
        }
    }

    public func removePool(_ name: String, actor: String, now: Date) async throws(ProcessionError) {
        try await database.write { connection throws(ProcessionError) in
            guard try connection.execute("DELETE FROM pools WHERE name = ?", [.text(name)]) == 1 else {
                throw ProcessionError(
                    .notFound, "the pool '\(name)' was not set", hint: "'procession pools list' shows those that were")
            }
            try ExecutionMachine.shutGate(of: name, connection)
            try Self.record(
                "pool.removed", of: name, slots: PoolRecord.defaultSlots, actor: actor, now: now, connection)
        }
    }

    private static func record(
        _ kind: SQLValue, of pool: String, slots: Int, actor: String, now: Date, _ connection: any SQLConnection
    ) throws(ProcessionError) {
        var events = EventBuffer(now: .time(now), actor: actor)
        events.append(
            kind, EventBuffer.Subject(process: ""),
            detail: "the pool '\(pool)' has \(slots == 1 ? "1 slot" : "\(slots) slots")")
        try events.flush(connection)
    }
}
