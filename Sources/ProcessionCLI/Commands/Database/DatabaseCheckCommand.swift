import ArgumentParser
import Procession

/// `procession db check`: looks for damage in the file and in the rows.
struct DatabaseCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look for damage in the database file and for rows that contradict each other.",
        discussion: """
            The exit status is 1 if anything is found.

            Example:
              procession db check
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let problems = try await DatabaseAccess(database).read { try await $0.check() }
        try output.show(
            Table([.init("PROBLEM")], rows: problems.map { [.init($0, .red)] }), whenEmpty: "no problem found",
            json: ["is_sound": .boolean(problems.isEmpty), "problems": .list(problems.map(Value.string))])
        if !problems.isEmpty { throw ExitStatus.failed }
    }
}
