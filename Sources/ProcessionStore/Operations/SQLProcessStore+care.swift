public import Procession

import struct Foundation.Date

extension SQLProcessStore {
    public func check() async throws(ProcessionError) -> [String] {
        var problems = try await database.integrityProblems()
        problems += try await database.read { connection throws(ProcessionError) in
            var problems: [String] = []
            for invariant in Invariant.all {
                problems += try connection.rows(invariant.violations, []) { invariant.sentence($0) }
            }
            return problems
        }
        return problems
    }

    public func backup(to path: String) async throws(ProcessionError) { try await database.backup(to: path) }

    public func statistics() async throws(ProcessionError) -> StoreStatistics {
        let size = try await database.size()
        return try await database.read { connection throws(ProcessionError) in
            var processes: [ProcessStatus: Int] = [:]
            try connection.query("SELECT status, count(*) FROM processes GROUP BY status", []) {
                row throws(ProcessionError) in processes[try row.word(0)] = row.integer(1)
            }
            var tasks: [TaskStatus: Int] = [:]
            try connection.query("SELECT status, count(*) FROM tasks GROUP BY status", []) {
                row throws(ProcessionError) in tasks[try row.word(0)] = row.integer(1)
            }
            return StoreStatistics(
                processes: processes, tasks: tasks,
                executions: try connection.count("SELECT count(*) FROM process_executions"),
                attempts: try connection.count("SELECT count(*) FROM task_attempts"),
                events: try connection.count("SELECT count(*) FROM events"),
                logBytes: try connection.count("SELECT sum(length(content)) FROM task_logs"),
                databaseBytes: size.total, freeBytes: size.free, writeAheadLogBytes: size.log,
                oldestExecution: try Self.oldestExecution(connection),
                oldestEvent: try connection.row("SELECT occurred_at FROM events ORDER BY event_id LIMIT 1") {
                    row throws(ProcessionError) in try row.time(0)
                },
                schemaVersion: try SchemaMigrator.version(connection))
        }
    }

    /// Ids are in the order in which they were given, which is that of time.
    private static func oldestExecution(_ connection: any SQLConnection) throws(ProcessionError) -> Date? {
        try connection.row(
            "SELECT execution_started_at FROM process_executions ORDER BY execution_id LIMIT 1"
        ) { row throws(ProcessionError) in try row.time(0) }
    }
}
