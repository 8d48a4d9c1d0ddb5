import Foundation
import Procession

/// Brings the tables of a database up to date: numbered steps, forwards only, all in one transaction.
enum SchemaMigrator {
    /// The one list of steps; a step that has been released is never edited.
    static let migrations: [any SchemaMigration.Type] = [
        InitialSchema.self, LimitsSchema.self, RetentionIndexes.self, FlowSchema.self, AwaitingSchema.self
    ]

    static var newestVersion: Int { migrations.last?.version ?? 0 }

    /// The version of the database; 0 if it has no tables of ours.
    static func version(_ connection: any SQLConnection) throws(ProcessionError) -> Int {
        do throws(ProcessionError) {
            return try connection.count("SELECT max(version) FROM schema_migrations")
        } catch {
            // No such table, which is not told apart from other faults of a statement.
            if error.code == .internalFault { return 0 }
            throw error
        }
    }

    static func migrate(_ connection: any SQLConnection) throws(ProcessionError) {
        guard try version(connection) < newestVersion else { return }
        try connection.execute("BEGIN IMMEDIATE")
        do throws(ProcessionError) {
            let version = try version(connection)
            for migration in migrations where migration.version > version {
                try connection.run(script: migration.script(connection.dialect))
                try connection.execute(
                    "INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)",
                    [.integer(migration.version), .text(migration.name), .time(Date())])
            }
            try connection.execute("COMMIT")
        } catch {
            // Undone by SQLite itself where the disk is full; the first error is the one to report.
            _ = try? connection.execute("ROLLBACK")
            throw error
        }
    }
}

/// One step of the schema.
protocol SchemaMigration: SendableMetatype {
    static var version: Int { get }
    static var name: String { get }
    static func script(_ dialect: SQLDialect) -> String
}
