import ArgumentParser

/// `procession db`: care of the database.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Check, migrate, back up, prune and measure the database.",
        subcommands: [
            DatabaseCheckCommand.self, DatabaseMigrateCommand.self, DatabaseBackupCommand.self,
            DatabasePruneCommand.self, DatabaseStatsCommand.self
        ])
}
