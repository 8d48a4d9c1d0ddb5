import ArgumentParser
import Foundation
import Procession

/// `procession schedules list`: processes that start by themselves.
struct SchedulesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List processes that start by themselves, the next one first.",
        discussion: """
            NOTE says what would keep the next tick from firing: the process runs and its overlap policy skips the \
            tick, other ticks wait for its end, or the last tick could not be fired.

            Examples:
              procession schedules list
              procession schedules list --json
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let schedules = try await DatabaseAccess(database).read { store in
            var schedules: [ScheduleStanding] = []
            for process in try await store.processes(ProcessFilter(isScheduled: true, limit: .max)) {
                schedules.append(try await ScheduleStanding(process, in: store))
            }
            return schedules.sorted { ($0.nextRun, $0.process.id) < ($1.nextRun, $1.process.id) }
        }
        var table = Table([
            .init("ID", shrinks: true), .init("TYPE", shrinks: true), .init("SCHEDULE"), .init("ZONE"),
            .init("NEXT RUN IN ZONE"), .init("NEXT RUN (UTC)"), .init("LAST RESULT"), .init("NOTE", shrinks: true)
        ])
        table.rows = schedules.map { schedule in
            let process = schedule.process
            return [
                .init(process.id.rawValue), .init(process.type.rawValue), .init(process.schedule ?? ""),
                .init(process.timeZone ?? "UTC"), .init(time(process.nextRunAt, in: schedule.zone)),
                .init(time(process.nextRunAt, in: .gmt)),
                .init(process.status.rawValue, process.status.accent), .init(schedule.note ?? "")
            ]
        }
        try output.show(
            table, whenEmpty: "no process has a schedule", json: ["schedules": .list(schedules.map(\.json))])
    }

    private func time(_ date: Date?, in zone: TimeZone) -> String {
        date.map { output.plain ? TimeText.iso($0) : TimeText.local($0, timeZone: zone) } ?? ""
    }
}
