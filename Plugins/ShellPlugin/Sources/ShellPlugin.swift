public import Procession

/// Brings the `shell` executor: text for a shell.
public struct ShellPlugin: ProcessionPlugin {
    public init() {}

    public let name: PluginName = "shell"
    public let summary = "Runs text in a shell, with the inputs as its variables."

    public func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {
        try executors.register(ShellExecutor())
    }
}
