import ArgumentParser
import Logging
import Procession
import ProcessionEngine

/// `procession worker`: the engine alone, in the foreground.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Run the engine: carry out what is started and what is scheduled.",
        discussion: """
            Owns the database until it ends; other commands reach it through the socket beside the database. SIGTERM \
            and Ctrl-C let running tasks end for as long as --grace says, and then hand them back; a second one ends \
            them at once.

            Examples:
              procession worker
              procession worker --slots 8 --types ./process-types --db /var/lib/procession/procession.db
            """)

    @Option(help: "How many child processes run at the same time (default: four times the number of processors).")
    var slots: Int?
    @Option(
        help: ArgumentHelp("How long running tasks may go on after SIGTERM.", valueName: "duration"),
        transform: { text in
            guard let duration = DurationText.parse(text) else {
                throw ValidationError("'\(VisibleText.line(text))' is no duration such as 30s or 5m")
            }
            return duration
        })
    var grace: Duration = .seconds(30)
    @OptionGroup var retention: RetentionOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: EngineOptions

    func validate() throws {
        guard slots ?? 1 > 0 else { throw ValidationError("--slots must be at least 1") }
    }

    func run() async throws {
        let workspace = try await options.workspace()
        let access = try DatabaseAccess(database)
        var configuration = EngineConfiguration(shutdownGrace: grace, retention: try retention.policy())
        if let slots { configuration.slots = slots }
        try await access.write { ownership in
            guard case .here(let store) = ownership else {
                throw ProcessionError(
                    .databaseOwned, "another engine owns the database '\(access.location.path)'",
                    hint: "one engine at a time works on a database: end that one, or name another with --db")
            }
            if access.location.isReadableByOthers {
                say(
                    "warning: the database '\(access.location.path)' can be read by other users, with the inputs and "
                        + "outputs in it: chmod 600 it")
            }
            let engine = LocalEngine(workspace, over: store, socket: access.socket, configuration: configuration)
            try await work(engine, at: access.location)
        }
    }

    private func work(_ engine: LocalEngine, at location: DatabaseLocation) async throws {
        let end = AsyncStream.makeStream(of: Void.self)
        try await Interruption.handled {
            say("ending: running tasks have \(DurationText.format(grace)); once more ends them at once")
            end.continuation.finish()
        } then: {
            await engine.killChildren()
        } during: {
            try await engine.run(onReady: { say("ready: the engine works on '\(location.path)'") }) {
                for await _ in end.stream {}
            }
        }
    }

    /// What is always said, whatever is logged.
    private func say(_ text: String) {
        let format = options.logging.logFormat
        StandardStream.say(format == .text ? "\(text)\n" : format.line(.notice, text))
    }
}
