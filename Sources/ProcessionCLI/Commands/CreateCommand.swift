public import ArgumentParser
import Foundation
public import Procession
import ProcessionEngine

/// `procession create`: makes a process that is started later, or by its schedule.
struct CreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a process without starting it.",
        discussion: """
            Prints the id of the process. With a schedule, a running engine starts it whenever it is due.

            Examples:
              id=$(procession create nightly --input day=2026-01-31)
              procession create nightly --id nightly-berlin --schedule '30 2 * * *' --time-zone Europe/Berlin
            """)

    @Argument(help: "The name of a process type.")
    var type: String
    @OptionGroup var input: InputOptions
    @Option(help: "The id of the process; without it one is made.")
    var id: String?
    @Option(help: ArgumentHelp("When engines start it: five cron fields, or every:DURATION.", valueName: "cron"))
    var schedule: String?
    @Option(help: ArgumentHelp("The IANA time zone of the schedule (default: UTC).", valueName: "zone"))
    var timeZone: String?
    @Option(help: "What becomes of ticks that nobody fired in time: skip, last or all (default: last).")
    var missed: MissedPolicy?
    @Option(help: "What becomes of ticks while the process runs: skip, queue or replace (default: skip).")
    var overlap: OverlapPolicy?
    @Option(help: "Which processes go first: -100 to 100, higher first.")
    var priority = 0
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var options: EngineOptions

    func run() async throws {
        let workspace = try await options.workspace()
        let request = CreationRequest(
            type: ProcessTypeName(type), input: try input.raw(), id: id.map { ProcessID($0) }, schedule: schedule,
            timeZone: timeZone, missed: missed, overlap: overlap, priority: priority,
            baseDirectory: FileManager.default.currentDirectoryPath)
        let access = try DatabaseAccess(database)
        let process = try await access.write { try await access.writer($0, workspace).create(request) }
        if output.json {
            try StandardStream.output.write(JSONDocument.text(["process": process.json]))
        } else {
            try StandardStream.output.write("\(process.id)\n")
        }
    }
}

extension MissedPolicy: ExpressibleByArgument {}
extension OverlapPolicy: ExpressibleByArgument {}
