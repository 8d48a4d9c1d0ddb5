public import Procession

/// Brings the `command` executor: programs that are started without a shell.
public struct CommandPlugin: ProcessionPlugin {
    public init() {}

    public let name: PluginName = "command"
    public let summary = "Runs a program with a list of arguments, without a shell."

    public func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {
        try executors.register(CommandExecutor())
    }
}
