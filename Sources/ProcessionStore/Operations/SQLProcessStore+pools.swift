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

    public func setPool(_ name: String, slots: Int, now: Date) async throws(ProcessionError) {
        try await database.write { connection throws(ProcessionError) in
            try connection.execute(
                """
                INSERT INTO pools (name, slots, updated_at) VALUES (?1, ?2, ?3)
                ON CONFLICT (name) DO UPDATE SET slots = ?2, updated_at = ?3
                """, [.text(name), .integer(slots), .time(now)])
            // What was let through under the old number may be too much; the next exchange counts again.
            try ExecutionMachine.shutGate(of: name, connection)
        }
    }
}
