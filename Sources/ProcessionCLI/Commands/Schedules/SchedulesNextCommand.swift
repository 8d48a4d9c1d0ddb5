import ArgumentParser
import Foundation
import Procession

/// `procession schedules next`: when a schedule, or every process with one, fires next.
struct SchedulesNextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "Show the next times at which a schedule fires.",
        discussion: """
            Without a schedule, those of all processes in the database together.

            Examples:
              procession schedules next '30 2 * * mon-fri' --zone Europe/Berlin
              procession schedules next every:90m -n 3
              procession schedules next
            """)

    /// One time at which something fires.
    private struct Tick {
        var date: Date
        var zone: TimeZone
        var zoneName: String
        var process: ProcessID?
    }

    @Argument(help: ArgumentHelp("Five cron fields, or every:DURATION.", valueName: "cron"))
    var schedule: String?
    @Option(help: ArgumentHelp("The IANA time zone of the schedule (default: UTC).", valueName: "zone"))
    var zone: String?
    @Option(name: [.customShort("n"), .customLong("count")], help: "How many times, at most 1000.")
    var count = 5
    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard (1...1000).contains(count) else { throw ValidationError("--count must be from 1 to 1000") }
        guard zone == nil || schedule != nil else { throw ValidationError("--zone needs a schedule") }
    }

    func run() async throws {
        let now = Date()
        let ticks: [Tick]
        if let schedule {
            ticks = try Self.ticks(of: schedule, in: zone, after: now, anchor: now, count: count)
        } else {
            ticks = try await ticksOfProcesses()
        }
        try show(ticks)
    }

    private func ticksOfProcesses() async throws -> [Tick] {
        let processes = try await DatabaseAccess(database).read {
            try await $0.processes(ProcessFilter(isScheduled: true, limit: .max))
        }
        var ticks: [Tick] = []
        for process in processes {
            guard let text = process.schedule, let next = process.nextRunAt else { continue }
            ticks += try Self.ticks(
                of: text, in: process.timeZone, after: next - 0.001, anchor: next, count: count, process: process.id)
        }
        return Array(ticks.sorted { ($0.date, $0.process ?? "") < ($1.date, $1.process ?? "") }.prefix(count))
    }

    private static func ticks(
        of text: String, in zoneName: String?, after start: Date, anchor: Date, count: Int, process: ProcessID? = nil
    ) throws(ProcessionError) -> [Tick] {
        do throws(ScheduleError) {
            let schedule = try Schedule(parsing: text)
            let zone: TimeZone = if let zoneName { try TimeZoneText.parse(zoneName) } else { .gmt }
            return schedule.ticks(after: start, through: .distantFuture, in: zone, anchor: anchor, limit: count)
                .map { Tick(date: $0, zone: zone, zoneName: zoneName ?? "UTC", process: process) }
        } catch {
            throw ProcessionError(.invalidArgument, "the schedule '\(text)': \(error.message)", hint: error.hint)
        }
    }

    private func show(_ ticks: [Tick]) throws {
        var table = Table([.init("IN ZONE"), .init("ZONE"), .init("UTC")])
        if schedule == nil {
            table = Table([.init("ID", shrinks: true), .init("IN ZONE"), .init("ZONE"), .init("UTC")])
        }
        table.rows = ticks.map { tick in
            let id: [Table.Cell] = schedule == nil ? [.init(tick.process?.rawValue ?? "")] : []
            return id + [
                .init(TimeText.local(tick.date, timeZone: tick.zone)), .init(tick.zoneName),
                .init(output.plain ? TimeText.iso(tick.date) : TimeText.local(tick.date, timeZone: .gmt))
            ]
        }
        try output.show(
            table, whenEmpty: "nothing is scheduled",
            json: [
                "ticks": .list(
                    ticks.map { tick in
                        Value(members: [
                            "process_id": Value(tick.process?.rawValue), "at": Value(tick.date),
                            "local_time": .string(TimeText.local(tick.date, timeZone: tick.zone)),
                            "time_zone": .string(tick.zoneName)
                        ])
                    })
            ])
    }
}
