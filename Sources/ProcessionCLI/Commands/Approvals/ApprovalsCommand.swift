import ArgumentParser
import Procession

/// `procession approvals`: every task that waits for somebody's word.
struct ApprovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals",
        abstract: "List the tasks that wait for approval.",
        discussion: """
            The one that has waited longest first; UNTIL is empty where it waits for as long as it takes.

            Example:
              procession approvals --json
            """)

    @OptionGroup var listing: LimitOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let tasks = try await DatabaseAccess(database).read { try await $0.tasksAwaitingApproval(limit: listing.limit) }
        var table = Table([
            .init("PROCESS", shrinks: true), .init("TASK", shrinks: true), .init("SINCE"), .init("UNTIL"),
            .init("QUESTION", shrinks: true)
        ])
        table.rows = tasks.map { task in
            [
                .init(task.processID.rawValue), .init(task.name.rawValue), .init(output.time(task.startedAt)),
                .init(output.time(task.readyAt)), .init(task.awaits?.subject)
            ]
        }
        try output.show(
            table, whenEmpty: "no task waits for approval", json: ["approvals": .list(tasks.map(\.json))])
    }
}
