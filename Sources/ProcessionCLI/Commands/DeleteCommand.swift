import ArgumentParser
import Procession

/// `procession delete`: removes a process with its history.
struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove a process with its history.",
        discussion: """
            Only a process that neither runs nor is COMPLETED can be removed.

            Example:
              procession delete nightly-berlin
            """)

    @Argument(help: "The id of the process.")
    var id: String
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var logging: LoggingOptions

    func run() async throws {
        let workspace = try await Workspace(logger: logging.logger)
        let access = try DatabaseAccess(database)
        try access.requireDatabase(for: ProcessID(id))
        try await access.write { try await access.writer($0, workspace).delete(ProcessID(id)) }
    }
}
