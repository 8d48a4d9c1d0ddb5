import ArgumentParser
import Procession

/// `procession logs`: what the tasks of an execution have printed.
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what the tasks of a process have printed.",
        discussion: """
            Of the last execution, or of the one that --execution names. Each line has the name of its task before \
            it, unless --task names one without items. --json prints one JSON object a line, --plain the fields time, task, \
            attempt, stream and text.

            Examples:
              procession logs nightly-berlin -f
              procession logs nightly-berlin --task load | less
            """)

    @Argument(help: "The id of the process.")
    var id: String
    @Flag(name: .shortAndLong, help: "Go on until the execution has ended.")
    var follow = false
    @Option(help: "Only what this task printed.")
    var task: String?
    @Option(help: ArgumentHelp("Of this execution instead of the last one.", valueName: "id"))
    var execution: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let access = try DatabaseAccess(database)
        try await access.read { store in
            guard let record = try await wantedExecution(in: store) else { return }
            let names = try await taskNames(of: record, in: store)
            try checkTask(among: names)
            // Lines of several items have to be told apart.
            let hasItems = task.map { task in names.contains { $0.isItem(of: TaskName(task)) } } ?? true
            var printer = LogPrinter(output: output, showsTask: hasItems)
            if follow {
                try await followLogs(of: record, in: store, printer: &printer)
            } else {
                try await printLogs(of: record, in: store, printer: &printer)
            }
            try printer.finish()
        }
    }

    private func wantedExecution(in store: any ProcessStore) async throws -> ExecutionRecord? {
        let process = try await store.existingProcess(ProcessID(id))
        if let execution { return try await store.existingExecution(ExecutionID(execution), of: process.id) }
        return try await store.executions(of: process.id, limit: 1).first
    }

    private func printLogs(
        of execution: ExecutionRecord, in store: any ProcessStore, printer: inout LogPrinter
    ) async throws {
        var cursor = 0
        while true {
            let page = try await store.logs(
                of: execution.id, task: task.map { TaskName($0) }, after: cursor, limit: 500)
            if page.chunks.isEmpty { return }
            try await printer.learnNames(for: page.chunks, of: execution.id, in: store)
            for chunk in page.chunks { try printer.print(chunk) }
            cursor = page.cursor
        }
    }

    private func followLogs(
        of execution: ExecutionRecord, in store: any ProcessStore, printer: inout LogPrinter
    ) async throws {
        let follower = ExecutionFollower(
            store: store, execution: execution.id, process: execution.processID, task: task.map { TaskName($0) },
            position: .init(event: try await store.lastEventID()))
        _ = try await follower.follow { news in
            try await printer.learnNames(for: news.chunks, of: execution.id, in: store)
            for chunk in news.chunks { try printer.print(chunk) }
        }
    }

    /// Those of the tasks as they are now, and as they were.
    private func taskNames(of execution: ExecutionRecord, in store: any ProcessStore) async throws -> Set<TaskName> {
        guard task != nil else { return [] }
        var names = Set(try await store.tasks(of: execution.processID).map(\.name))
        names.formUnion(try await store.attempts(of: execution.id).map(\.task))
        return names
    }

    private func checkTask(among names: Set<TaskName>) throws {
        guard let task, !names.contains(where: { $0.rawValue == task || $0.isItem(of: TaskName(task)) }) else { return }
        let known = names.map(\.rawValue).sorted()
        throw ProcessionError(
            .notFound, "the process '\(id)' has no task '\(task)'",
            hint: NearestName.hint(for: task, among: known) ?? "its tasks are: \(known.joined(separator: ", "))")
    }
}
