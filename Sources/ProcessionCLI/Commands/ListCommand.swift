public import ArgumentParser
public import Procession

/// `procession list`: processes, newest first.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List processes, newest first.",
        discussion: """
            Examples:
              procession list --status FAILED
              procession list --scheduled --json
              procession list --parent nightly-berlin
            """)

    @Option(help: "Only processes in this state: PENDING, IN_PROGRESS, COMPLETED, FAILED or STOPPED.")
    var status: ProcessStatus?
    @Option(help: "Only processes of this type.")
    var type: String?
    @Flag(help: "Only processes with a schedule.")
    var scheduled = false
    @Option(help: ArgumentHelp("Only processes that tasks of this one have started.", valueName: "id"))
    var parent: String?
    @OptionGroup var listing: LimitOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let filter = ProcessFilter(
            status: status, type: type.map { ProcessTypeName($0) }, isScheduled: scheduled,
            parent: parent.map { ProcessID($0) }, limit: listing.limit)
        let processes = try await DatabaseAccess(database).read {
            try await $0.processes(filter)
        }
        var table = Table([
            .init("ID", shrinks: true), .init("TYPE", shrinks: true), .init("STATUS"),
            .init("TASKS", alignsRight: true), .init("STARTED"), .init("TOOK", alignsRight: true),
            .init("NEXT RUN")
        ])
        table.rows = processes.map { process in
            [
                .init(process.id.rawValue), .init(process.type.rawValue),
                .init(process.status.rawValue, process.status.accent),
                .init("\(process.currentTaskIndex)/\(process.totalTasks)"),
                .init(output.time(process.startedAt)),
                .init(TimeText.span(from: process.startedAt, to: process.completedAt)),
                .init(output.time(process.nextRunAt))
            ]
        }
        // For people; programs have --parent and --json, and count on the columns.
        if !output.plain, processes.contains(where: { $0.parent != nil }) {
            table.columns.append(.init("PARENT", shrinks: true))
            for (row, process) in processes.enumerated() {
                table.rows[row].append(.init(process.parent?.processID.rawValue))
            }
        }
        try output.show(
            table, whenEmpty: "no processes", json: ["processes": .list(processes.map(\.json))])
    }
}

extension ProcessStatus: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(rawValue: argument.uppercased().replacing("-", with: "_"))
    }
}
