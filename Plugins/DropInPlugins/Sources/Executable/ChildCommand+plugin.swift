import ChildProcesses
import Procession
import ProcessionYAML

extension ChildCommand {
    /// How the process of a plugin is started.
    init(
        startOf program: PluginProgram, of plugin: PluginManifest, input: ChildInput, grace: Duration
    ) throws(TaskFailure) {
        var environment = Self.inheritedEnvironment
        let scope = PluginScope(plugin: plugin, parameters: [:], context: nil)
        for (name, text) in plugin.environment {
            do throws(ExpressionError) {
                environment[name] = try Template(parsing: text).resolve(in: scope).text
            } catch {
                throw TaskFailure(.expression, "plugin '\(plugin.name)': \(error.description)")
            }
        }
        environment[PluginProtocol.variable] = String(PluginProtocol.supported.upperBound)
        let name = program.arguments.first ?? ""
        let isRelative = name.utf8.contains(UInt8(ascii: "/")) && !name.hasPrefix("/")
        self.init(
            program: isRelative ? "\(plugin.folder)/\(name)" : name, arguments: program.arguments,
            environment: environment, workingDirectory: plugin.folder, input: input, stopGrace: grace,
            marker: AttemptMarker(plugin: plugin.name.rawValue))
    }
}
