import ArgumentParser
import Procession

/// `procession status`: one process and its tasks.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how a process and its tasks stand.",
        discussion: """
            Example:
              procession status nightly-berlin
              procession status nightly-berlin --json
            """)

    @Argument(help: "The id of the process.")
    var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let access = try DatabaseAccess(database)
        let standing = try await access.read { try await ProcessStanding(ProcessID(id), in: $0) }
        if !output.json && !output.plain {
            let stream = StandardStream.output
            try stream.write(standing.headline(style: .of(stream)))
        }
        try output.show(table(of: standing.tasks), json: standing.json)
    }

    /// The state, and for people how far a running task is.
    private func words(for task: TaskRecord) -> String {
        let percent = output.plain || task.status != .inProgress ? nil : ProgressText.percent(task.progress)
        return [task.status.rawValue, percent].compactMap(\.self).joined(separator: " ")
    }

    private func table(of tasks: [TaskRecord]) -> Table {
        var table = Table([
            .init("TASK", shrinks: true), .init("STATUS"), .init("ATTEMPT", alignsRight: true), .init("STARTED"),
            .init("TOOK", alignsRight: true), .init("EXIT", alignsRight: true), .init("COMMAND", shrinks: true),
            .init("ERROR", shrinks: true)
        ])
        table.rows = tasks.map { task in
            [
                .init(task.name.rawValue), .init(words(for: task), task.status.symbol.accent),
                .init(task.attempt > 0 ? String(task.attempt) : ""), .init(output.time(task.startedAt)),
                .init(task.status == .skipped ? "" : TimeText.span(from: task.startedAt, to: task.completedAt)),
                .init(task.exitCode.map(String.init)), .init(task.command), .init(task.errorMessage, .red)
            ]
        }
        return table
    }
}
