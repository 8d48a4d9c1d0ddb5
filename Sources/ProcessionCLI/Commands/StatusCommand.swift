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

    private static let shownApprovals = 10

    @Argument(help: "The id of the process.")
    var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let access = try DatabaseAccess(database)
        let (process, tasks, execution) = try await access.read { store in
            let process = try await store.existingProcess(ProcessID(id))
            let execution =
                if let id = process.currentExecutionID { try await store.execution(id) } else {
                    nil as ExecutionRecord?
                }
            return (process, try await store.tasks(of: ProcessID(id)), execution)
        }
        if !output.json && !output.plain {
            let stream = StandardStream.output
            try stream.write(Self.headline(process, execution, tasks, style: .of(stream)))
        }
        try output.show(
            table(of: tasks), json: ["process": process.json, "tasks": .list(tasks.map(\.json))])
    }

    private func table(of tasks: [TaskRecord]) -> Table {
        var table = Table([
            .init("TASK", shrinks: true), .init("STATUS"), .init("ATTEMPT", alignsRight: true), .init("STARTED"),
            .init("TOOK", alignsRight: true), .init("EXIT", alignsRight: true), .init("COMMAND", shrinks: true),
            .init("ERROR", shrinks: true)
        ])
        table.rows = tasks.map { task in
            [
                .init(task.name.rawValue), .init(task.status.rawValue, task.status.symbol.accent),
                .init(task.attempt > 0 ? String(task.attempt) : ""), .init(output.time(task.startedAt)),
                .init(task.status == .skipped ? "" : TimeText.span(from: task.startedAt, to: task.completedAt)),
                .init(task.exitCode.map(String.init)), .init(task.command), .init(task.errorMessage, .red)
            ]
        }
        return table
    }

    private static func headline(
        _ process: ProcessRecord, _ execution: ExecutionRecord?, _ tasks: [TaskRecord], style: Style
    ) -> String {
        var facts: [(String, String)] = [
            ("process", style(.bold, VisibleText.line(process.id.rawValue))),
            ("type", VisibleText.line(process.type.rawValue)),
            ("status", style(process.status.accent, process.status.rawValue)),
            ("input", VisibleText.line(process.inputData))
        ]
        if let schedule = process.schedule {
            facts.append(("schedule", VisibleText.line("\(schedule) \(process.timeZone ?? "UTC")")))
        }
        if let next = process.nextRunAt { facts.append(("next run", TimeText.local(next))) }
        if let start = process.startedAt {
            let span = TimeText.span(from: start, to: process.completedAt)
            facts.append(("started", "\(TimeText.local(start)), took \(span)"))
        }
        if let queued = execution?.queuedAt, let key = execution?.concurrencyKey {
            facts.append(("queued", "since \(TimeText.local(queued)), for the key '\(VisibleText.line(key))'"))
        }
        if process.stopRequestedAt != nil, process.status == .inProgress { facts.append(("stopping", "yes")) }
        facts += approvals(among: tasks)
        if let error = process.errorMessage { facts.append(("error", style(.red, VisibleText.line(error)))) }
        for (name, value) in (Value(stored: process.outputs).map ?? [:]).sorted(by: { $0.key < $1.key }) {
            facts.append(("output", "\(VisibleText.line(name)) = \(VisibleText.line(value.text))"))
        }
        return facts.map { "\(DisplayWidth.pad($0, to: 9))\($1)\n" }.joined() + "\n"
    }

    /// The questions that somebody has to answer.
    private static func approvals(among tasks: [TaskRecord]) -> [(String, String)] {
        let waiting = tasks.filter { $0.awaits?.kind == .approval }
        var facts = waiting.prefix(shownApprovals).map { task in
            ("approval", VisibleText.line("\(task.name): \(task.awaits?.subject ?? "")"))
        }
        if waiting.count > shownApprovals {
            facts.append(("approval", "and \(waiting.count - shownApprovals) more, see `procession approvals`"))
        }
        return facts
    }
}
