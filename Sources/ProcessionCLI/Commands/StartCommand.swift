import ArgumentParser
import Procession

/// `procession start`: hands an execution to the engine, or carries it out here.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start a process that exists.",
        discussion: """
            Hands it to the engine that owns the database and returns at once, printing the id of the execution. With \
            --wait it is followed to its end, as `run` does, and carried out here if no engine is running.

            Examples:
              procession start nightly-berlin
              procession start nightly-berlin --wait
            """)

    @Argument(help: "The id of the process.")
    var id: String
    @Flag(help: "Follow it to its end; carry it out here if no engine is running.")
    var wait = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: EngineOptions

    func run() async throws {
        let handover = ExecutionHandover(process: ProcessID(id), start: .start, waits: wait, output: output)
        try await handover.run(try DatabaseAccess(database), try await options.workspace())
    }
}
