import ArgumentParser

/// `procession db`: care of the database.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Check, back up and measure the database.",
        subcommands: [DatabaseCheckCommand.self, DatabaseBackupCommand.self, DatabaseStatsCommand.self])
}
