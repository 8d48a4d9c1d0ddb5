import CommandPlugin
import HTTPHookPlugin
public import Procession
import ScriptPlugin
import ShellPlugin

/// The plugins that are part of every ordinary build.
public enum StandardPlugins {
    /// The one list of what is bundled.
    public static let all: [any ProcessionPlugin] = [
        CommandPlugin(),
        ShellPlugin(),
        ScriptPlugin(),
        HTTPHookPlugin()
    ]
}
