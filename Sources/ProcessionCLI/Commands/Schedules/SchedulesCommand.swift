import ArgumentParser

/// `procession schedules`: what starts by itself, and when.
struct SchedulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedules",
        abstract: "Show what starts by itself, and when.",
        subcommands: [SchedulesListCommand.self, SchedulesNextCommand.self])
}
