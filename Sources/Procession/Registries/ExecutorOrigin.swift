/// What brought an executor.
public enum ExecutorOrigin: Sendable, Hashable, CustomStringConvertible {
    /// Swift code that was compiled in: a file, a module or a plugin's name.
    case swift(String)
    /// A drop-in plugin, and where its manifest names it.
    case plugin(PluginName, SourceLocation)

    public var description: String {
        switch self {
        case .swift(let place): place
        case .plugin(let name, let location): "plugin \(name) (\(location))"
        }
    }

    /// The door through which the executor came: `swift` or `plugin`.
    public var door: String {
        switch self {
        case .swift: "swift"
        case .plugin: "plugin"
        }
    }
}
