/// A unit that brings executors and process types.
public protocol ProcessionPlugin: Sendable {
    var name: PluginName { get }
    /// One sentence.
    var summary: String { get }

    /// Puts everything that the plugin brings into the registries.
    ///
    /// Called once, while the program is put together, before anything runs. Throwing ends the start with the error.
    func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws
}
