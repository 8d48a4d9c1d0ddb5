import ArgumentParser

/// `procession pools`: slots that tasks of any process share.
struct PoolsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pools",
        abstract: "Show and set how many tasks of a pool run at the same time.",
        subcommands: [PoolsListCommand.self, PoolsSetCommand.self, PoolsRemoveCommand.self])
}
