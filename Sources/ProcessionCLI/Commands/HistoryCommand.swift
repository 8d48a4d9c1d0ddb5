import ArgumentParser
import ChildProcesses
import Procession

/// `procession history`: the executions of a process, or the attempts of one of them.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the executions of a process, newest first.",
        discussion: """
            With --execution, every attempt of every task of that execution.

            Examples:
              procession history nightly-berlin
              procession history nightly-berlin --execution 0199c1d2-6b1a-7c3e-9f00-3a5b6c7d8e9f
            """)

    @Argument(help: "The id of the process.")
    var id: String
    @Option(help: ArgumentHelp("Show the attempts of this execution.", valueName: "id"))
    var execution: String?
    @OptionGroup var listing: LimitOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let access = try DatabaseAccess(database)
        try await access.read { store in
            let process = try await store.existingProcess(ProcessID(id))
            if let execution {
                let record = try await store.existingExecution(ExecutionID(execution), of: process.id)
                try show(try await store.attempts(of: record.id))
            } else {
                try show(try await store.executions(of: process.id, limit: listing.limit))
            }
        }
    }

    private func show(_ executions: [ExecutionRecord]) throws {
        var table = Table([
            .init("EXECUTION"), .init("STATUS"), .init("TRIGGER"), .init("STARTED"),
            .init("TOOK", alignsRight: true), .init("ERROR", shrinks: true)
        ])
        table.rows = executions.map { execution in
            [
                .init(execution.id.rawValue), .init(execution.status.rawValue, execution.status.accent),
                .init(execution.triggeredBy.rawValue), .init(output.time(execution.startedAt)),
                .init(TimeText.span(from: execution.startedAt, to: execution.completedAt)),
                .init(execution.errorMessage)
            ]
        }
        try output.show(
            table, whenEmpty: "it has never been started", json: ["executions": .list(executions.map(\.json))])
    }

    private func show(_ attempts: [TaskAttempt]) throws {
        var table = Table([
            .init("TASK", shrinks: true), .init("ATTEMPT", alignsRight: true), .init("OUTCOME"), .init("STARTED"),
            .init("TOOK", alignsRight: true), .init("EXIT", alignsRight: true), .init("ERROR", shrinks: true)
        ])
        table.rows = attempts.map { attempt in
            [
                .init(attempt.task.rawValue), .init(String(attempt.attempt)),
                .init(attempt.outcome?.rawValue ?? "running"), .init(output.time(attempt.startedAt)),
                .init(TimeText.span(from: attempt.startedAt, to: attempt.completedAt)),
                .init(attempt.exitCode.map(String.init)), .init(attempt.errorMessage)
            ]
        }
        try output.show(
            table, whenEmpty: "no task has been started", json: ["attempts": .list(attempts.map(\.json))])
    }
}

extension ProcessStore {
    /// The execution, if it is one of this process.
    ///
    /// - Throws: `notFound`.
    func existingExecution(
        _ id: ExecutionID, of process: ProcessID
    ) async throws(ProcessionError) -> ExecutionRecord {
        if let record = try await execution(id), record.processID == process { return record }
        throw ProcessionError(
            .notFound, "the process '\(process)' has no execution '\(id)'",
            hint: "`procession history \(ShellQuoting.quote(process.rawValue))` lists its executions")
    }
}
