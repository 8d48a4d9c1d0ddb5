import ArgumentParser
import Foundation
import Procession
import ProcessionEngine

/// `procession types plan`: the rows that a process would have, and when it would run.
struct TypesPlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a process with some input would do, without making it.",
        discussion: """
            Commands are filled in as far as the input tells. With --schedule, the next times at which it would be \
            started.

            Examples:
              procession types plan nightly --input day=2026-01-31
              procession types plan nightly --input day=x --schedule '30 2 * * *' --time-zone Europe/Berlin
            """)

    @Argument(help: "The name of a process type, or a file that declares one.")
    var name: String
    @OptionGroup var input: InputOptions
    @Option(help: ArgumentHelp("When engines would start it: five cron fields, or every:DURATION.", valueName: "cron"))
    var schedule: String?
    @Option(help: ArgumentHelp("The IANA time zone of the schedule (default: UTC).", valueName: "zone"))
    var timeZone: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var options: RegistryOptions

    func run() async throws {
        let workspace = try await options.workspace(type: TypeArgument(text: name))
        let plan = try await ProcessPlan(
            type: try workspace.namedType, input: try input.raw(), schedule: schedule, timeZone: timeZone,
            in: workspace)
        for warning in plan.warnings {
            StandardStream.say(ErrorReport.text(warning, style: .of(.error)) + "\n")
        }
        var table = Table([
            .init("#", alignsRight: true), .init("TASK"), .init("NEEDS", shrinks: true), .init("EXECUTOR"),
            .init("TIMEOUT", alignsRight: true), .init("RETRY AFTER", shrinks: true), .init("WHEN", shrinks: true),
            .init("COMMAND", shrinks: true)
        ])
        table.rows = plan.tasks.map { task in
            [
                .init(String(task.index)), .init(task.title), .init(plan.needs(of: task).joined(separator: ", ")),
                .init(task.executor.rawValue), .init(DurationText.format(task.timeout)),
                .init(task.retryDelays.joined(separator: ", ")), .init(plan.condition(of: task)), .init(task.command)
            ]
        }
        try output.show(table, json: plan.json)
        if !output.json && !output.plain, let limit = plan.concurrency {
            try StandardStream.output.write("\nat most \(VisibleText.line(limit.summary))\n")
        }
        if !output.json && !output.plain, !plan.ticks.isEmpty {
            let times = plan.ticks.map { "  \(TimeText.local($0))  \(TimeText.iso($0))\n" }.joined()
            try StandardStream.output.write("\nwould be started at\n\(times)")
        }
    }
}
