import ArgumentParser
import Procession

/// `procession pools set`: gives a pool its number of slots.
struct PoolsSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set how many tasks of a pool run at the same time.",
        discussion: """
            What runs goes on; the number counts from the next task on. With 0, tasks of the pool wait until it is \
            set again.

            Examples:
              procession pools set database 4
              procession pools set licences 0
            """)

    @Argument(help: "The name of the pool.")
    var name: String
    @Argument(help: "How many of its tasks run at the same time.")
    var slots: Int
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let workspace = try await Workspace(logger: logging.logger)
        let access = try DatabaseAccess(database)
        try await access.write { try await access.writer($0, workspace).setPool(name, slots: slots) }
    }
}
