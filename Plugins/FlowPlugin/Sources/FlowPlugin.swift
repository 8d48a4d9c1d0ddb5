public import Procession

/// Brings executors that steer the flow of a process instead of doing work.
public struct FlowPlugin: ProcessionPlugin {
    public init() {}

    public let name: PluginName = "flow"
    public let summary =
        "Lets a process wait for a time, for somebody's approval or for other processes, without holding a slot."

    public func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {
        try executors.register(WaitExecutor())
        try executors.register(ApprovalExecutor())
        try executors.register(ProcessExecutor())
    }
}
