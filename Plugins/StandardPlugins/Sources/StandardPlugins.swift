import CommandPlugin
import FlowPlugin
import HTTPHookPlugin
public import Procession
import ScriptPlugin
import ShellPlugin

/// The plugins that come with Procession.
public enum StandardPlugins {
    /// The one list of what is bundled.
    public static var all: [any ProcessionPlugin] {
        [CommandPlugin(), ShellPlugin(), ScriptPlugin(), HTTPHookPlugin(), FlowPlugin()]
    }

    /// Registers everything that the bundled plugins bring.
    ///
    /// - Throws: `alreadyExists` where a name is taken already, by whom it says.
    public static func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {
        for plugin in all { try plugin.register(executors: executors, types: types) }
    }
}
