import ArgumentParser

/// The root of all commands; the one list of them.
struct ProcessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "procession",
        abstract: "Runs processes whose tasks are declared in YAML or Swift.",
        discussion: """
            Examples:
              procession run nightly --input day=2026-01-31
              procession run ./nightly.yaml
              procession list --status FAILED
              procession worker &
            """,
        version: Version.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Processes",
                subcommands: [
                    RunCommand.self, CreateCommand.self, StartCommand.self, RerunCommand.self, StopCommand.self,
                    ApproveCommand.self, RejectCommand.self, ApprovalsCommand.self, StatusCommand.self,
                    ListCommand.self, DeleteCommand.self, HistoryCommand.self, LogsCommand.self, EventsCommand.self,
                    SchedulesCommand.self
                ]),
            CommandGroup(
                name: "Registries", subcommands: [TypesCommand.self, ExecutorsCommand.self, PluginsCommand.self]),
            CommandGroup(
                name: "Engine and database",
                subcommands: [WorkerCommand.self, PoolsCommand.self, DatabaseCommand.self, DoctorCommand.self])
        ])
}
