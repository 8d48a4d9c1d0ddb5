import GRDB
import Procession

/// How connections are opened.
enum SQLiteSettings {
    /// Marks a file as a database of Procession: "PRCN".
    static let applicationID = 0x5052_434E

    /// The one connection that writes and checkpoints.
    ///
    /// The log is recycled rather than truncated, which syncs faster. Incremental vacuum holds for files that are made
    /// with it, so it comes first; others keep their free pages for later rows.
    static var writer: Configuration {
        var configuration = Configuration()
        configuration.label = "procession.writer"
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA auto_vacuum = INCREMENTAL;
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA wal_autocheckpoint = 4000;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA cache_size = -16384;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA mmap_size = 0;
                    """)
        }
        return configuration
    }

    static var reader: Configuration {
        var configuration = Configuration()
        configuration.label = "procession.reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA query_only = ON;
                    PRAGMA wal_autocheckpoint = 0;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA mmap_size = 0;
                    """)
        }
        return configuration
    }

    /// Reads back what durability and consistency rest on, because a pragma that can't be obeyed is no error.
    static func verify(_ database: Database) throws {
        let expected = [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1")]
        for (pragma, value) in expected {
            let actual = try String.fetchOne(database, sql: "PRAGMA \(pragma)") ?? "nothing"
            guard actual == value else {
                throw ProcessionError(
                    .databaseUnavailable, "SQLite has set \(pragma) to '\(actual)' instead of '\(value)'",
                    hint: "keep the database on a local file system that supports shared memory")
            }
        }
    }
}
