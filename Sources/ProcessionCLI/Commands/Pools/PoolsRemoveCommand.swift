import ArgumentParser
import Procession

/// `procession pools remove`: forgets that a pool was set.
struct PoolsRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forget how many slots a pool was given.",
        discussion: """
            It has one slot again, as a pool that nobody has set. What runs goes on.

            Example:
              procession pools remove database
            """)

    @Argument(help: "The name of the pool.")
    var name: String
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let workspace = try await Workspace(logger: logging.logger)
        let access = try DatabaseAccess(database)
        try await access.write { try await access.writer($0, workspace).removePool(name) }
    }
}
