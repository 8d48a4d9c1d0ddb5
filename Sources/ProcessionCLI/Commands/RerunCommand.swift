import ArgumentParser
import Procession

/// `procession rerun`: runs the last execution of a process again, all of it or what failed.
struct RerunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun",
        abstract: "Run the last execution of a process again.",
        discussion: """
            With --failed, the tasks that completed are taken over with their outputs; what failed or was stopped runs, \
            and what comes after it. Otherwise as `start`.

            Examples:
              procession rerun nightly-berlin
              procession rerun nightly-berlin --failed --wait
            """)

    @Argument(help: "The id of the process.")
    var id: String
    @Flag(help: "Take over what completed, and run the rest.")
    var failed = false
    @Flag(help: "Follow it to its end; carry it out here if no engine is running.")
    var wait = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: EngineOptions

    func run() async throws {
        let handover = ExecutionHandover(
            process: ProcessID(id), start: .rerun(onlyFailed: failed), waits: wait, output: output)
        try await handover.run(try DatabaseAccess(database), try await options.workspace())
    }
}
