public import Procession

/// Brings the executor `http`, which calls a URL.
public struct HTTPHookPlugin: ProcessionPlugin {
    public init() {}

    public var name: PluginName { "http-hook" }
    public var summary: String { "Calls HTTP services: webhooks, APIs, anything with a URL." }

    public func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {
        try executors.register(HTTPHookExecutor())
    }
}
