import ArgumentParser
import Procession
import ProcessionStore

/// `procession db migrate`: brings the tables up to date.
struct DatabaseMigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the tables of the database up to date, or say what that would do.",
        discussion: """
            The first command that writes does this by itself; here it can be seen and timed. There is no way back: \
            make a copy with `procession db backup` first.

            Examples:
              procession db migrate --dry-run
              procession db migrate
            """)

    @Flag(help: "Say what would be done, and do nothing.")
    var dryRun = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let access = try DatabaseAccess(database)
        try access.requireDatabase()
        let path = access.location.path
        let before = try await SQLProcessStore.schema(ofSQLiteAt: path)
        if !dryRun, !before.pending.isEmpty {
            // Whoever opens it as its owner migrates it.
            try await SQLProcessStore.sqlite(at: path, access: .owner()).close()
        }
        let after = dryRun ? before : try await SQLProcessStore.schema(ofSQLiteAt: path)
        let steps = before.pending.map { Value(members: ["version": .integer($0.version), "name": .string($0.name)]) }
        try output.show(
            Table(
                [.init("VERSION", alignsRight: true), .init(dryRun ? "WOULD BE APPLIED" : "APPLIED")],
                rows: before.pending.map { [.init(String($0.version)), .init($0.name)] }),
            whenEmpty: "the database is up to date: schema \(after.version)",
            json: [
                "is_dry_run": .boolean(dryRun), "version_before": .integer(before.version),
                "version": .integer(after.version), "newest_version": .integer(after.newestVersion),
                "steps": .list(steps)
            ])
    }
}
