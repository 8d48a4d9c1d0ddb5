public import Procession

/// Brings the `script` executor: source code for an interpreter.
public struct ScriptPlugin: ProcessionPlugin {
    public init() {}

    public let name: PluginName = "script"
    public let summary = "Runs source code with an interpreter: Python, Node.js, Ruby, Perl or any other."

    public func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {
        try executors.register(ScriptExecutor())
    }
}
