import Procession
import ProcessionYAML

/// Where the templates of a manifest find their values.
struct PluginScope: ExpressionScope {
    let plugin: PluginManifest
    let parameters: [String: Value]
    /// nil where there is no task yet.
    let context: TaskContext?

    func value(of reference: Reference) throws(ExpressionError) -> Value {
        switch reference {
        case .input("plugin"):
            return [
                "name": .string(plugin.name.rawValue), "version": plugin.version.map(Value.string) ?? .null,
                "folder": .string(plugin.folder)
            ]
        case .input(let name): return parameters[name] ?? .null
        case .process("id"): return try known(context?.processID.rawValue)
        case .process("type"): return try known(context?.processType.rawValue)
        case .execution("id"): return try known(context?.executionID.rawValue)
        case .task("name"): return try known(context?.task.rawValue)
        case .task("attempt"): return .integer(context?.attempt ?? 1)
        default: throw ExpressionError("a plugin's manifest can't refer to that")
        }
    }

    private func known(_ text: String?) throws(ExpressionError) -> Value {
        guard let text else { throw ExpressionError("that is known only when the task runs") }
        return .string(text)
    }
}
