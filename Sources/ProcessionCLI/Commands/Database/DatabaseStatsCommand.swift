import ArgumentParser
import Procession

/// `procession db stats`: how much the database holds.
struct DatabaseStatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Show how much the database holds.",
        discussion: """
            Example:
              procession db stats --json
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let statistics = try await DatabaseAccess(database).read {
            try await $0.statistics()
        }
        var rows: [(String, String)] = ProcessStatus.allCases.map {
            ("processes \($0.rawValue)", String(statistics.processes[$0] ?? 0))
        }
        rows += TaskStatus.allCases.map { ("tasks \($0.rawValue)", String(statistics.tasks[$0] ?? 0)) }
        rows += [
            ("executions", statistics.executions), ("attempts", statistics.attempts), ("events", statistics.events),
            ("log bytes", statistics.logBytes), ("database bytes", statistics.databaseBytes),
            ("free bytes", statistics.freeBytes), ("write-ahead log bytes", statistics.writeAheadLogBytes),
            ("schema version", statistics.schemaVersion)
        ].map { ($0.0, String($0.1)) }
        rows += [
            ("oldest execution", output.time(statistics.oldestExecution)),
            ("oldest event", output.time(statistics.oldestEvent))
        ]
        let table = Table(
            [.init("WHAT"), .init("HOW MANY", alignsRight: true)],
            rows: rows.map { [.init($0.0), .init($0.1)] })
        try output.show(table, json: ["statistics": Self.json(statistics)])
    }

    private static func json(_ statistics: StoreStatistics) -> Value {
        Value(members: [
            "processes": counts(ProcessStatus.allCases.map { ($0.rawValue, statistics.processes[$0]) }),
            "tasks": counts(TaskStatus.allCases.map { ($0.rawValue, statistics.tasks[$0]) }),
            "executions": .integer(statistics.executions), "attempts": .integer(statistics.attempts),
            "events": .integer(statistics.events), "log_bytes": .integer(statistics.logBytes),
            "database_bytes": .integer(statistics.databaseBytes), "free_bytes": .integer(statistics.freeBytes),
            "write_ahead_log_bytes": .integer(statistics.writeAheadLogBytes),
            "oldest_execution": Value(statistics.oldestExecution), "oldest_event": Value(statistics.oldestEvent),
            "schema_version": .integer(statistics.schemaVersion)
        ])
    }

    private static func counts(_ counts: [(String, Int?)]) -> Value {
        .map(Dictionary(counts.map { ($0, .integer($1 ?? 0)) }, uniquingKeysWith: { $1 }))
    }
}
