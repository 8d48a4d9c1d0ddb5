import ArgumentParser
import Foundation
import Procession

/// `procession run`: create, start, follow to the end.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Create a process, start it and follow it to its end.",
        discussion: """
            The exit status tells the outcome. Ctrl-C stops the process cleanly; a second one ends at once. Where \
            another program owns the database, its engine does the work and this command follows it.

            Examples:
              procession run data-processing-pipeline --input input_file=in.json --input output_dir=out
              procession run ./nightly.yaml --input-text 'day:2026-01-31;user_id:ann'
              procession run nightly --input-json @input.json --json
            """)

    @Argument(
        help: ArgumentHelp("The name of a process type, or a file that declares one.", valueName: "type|file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var type: String
    @OptionGroup var input: InputOptions
    @Option(help: "The id of the process; without it one is made.")
    var id: String?
    @Option(help: "Which processes go first: -100 to 100, higher first.")
    var priority = 0
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: EngineOptions

    func run() async throws {
        let argument = TypeArgument(text: type)
        let workspace = try await options.workspace(type: argument)
        let request = CreationRequest(
            type: workspace.typeName ?? ProcessTypeName(type), input: try input.raw(), id: id.map { ProcessID($0) },
            priority: priority, baseDirectory: FileManager.default.currentDirectoryPath)
        let access = try DatabaseAccess(database)
        try await access.write { ownership in
            switch ownership {
            case .here(let store):
                let engine = LocalEngine(workspace, over: store, socket: access.socket, configuration: .foreground)
                try await engine.run {
                    let followed = try await FollowedExecution.begin(in: engine, location: access.location) {
                        writer throws(ProcessionError) in try await writer.launch(request)
                    }
                    try await engine.staying { _ = try await followed.follow(output) }
                }
            case .elsewhere(let remote, let store):
                guard !argument.isFile else { throw OwnerErrors.cannotTake(file: type) }
                let followed = try await FollowedExecution.begin(by: remote, store: store, location: access.location) {
                    writer throws(ProcessionError) in try await writer.launch(request)
                }
                try await followed.follow(output, access, workspace)
            }
        }
    }
}
