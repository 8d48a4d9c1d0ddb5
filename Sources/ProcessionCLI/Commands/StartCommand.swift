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
        let workspace = try await options.workspace()
        let access = try DatabaseAccess(database)
        try access.requireDatabase(for: ProcessID(id))
        try await access.write { ownership in
            switch ownership {
            case .here(let store): try await startHere(store, workspace, access)
            case .elsewhere(let writer, let store): try await startElsewhere(writer, store, workspace, access)
            }
        }
    }

    private func startHere(
        _ store: any ProcessStore, _ workspace: Workspace, _ access: DatabaseAccess
    ) async throws {
        let process = try await store.existingProcess(ProcessID(id))
        guard wait else { throw OwnerErrors.noEngine(for: process.id, at: access.location) }
        let engine = LocalEngine(workspace, over: store, socket: access.socket, configuration: .foreground)
        try await engine.run {
            let followed = try await FollowedExecution.start(process, in: engine, location: access.location)
            try await engine.staying { _ = try await followed.follow(output) }
        }
    }

    private func startElsewhere(
        _ writer: RemoteController, _ store: any ProcessStore, _ workspace: Workspace, _ access: DatabaseAccess
    ) async throws {
        guard wait else {
            let execution = try await writer.start(ProcessID(id))
            try StandardStream.output.write(
                output.json ? JSONDocument.text(["execution": execution.json]) : "\(execution.id)\n")
            return
        }
        let process = try await store.existingProcess(ProcessID(id))
        try await FollowedExecution.start(process, by: writer, store: store, location: access.location)
            .follow(output, access, workspace)
    }
}
