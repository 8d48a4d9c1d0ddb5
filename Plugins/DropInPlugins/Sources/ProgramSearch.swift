import Foundation

/// Looks for programs as the children of tasks will.
package enum ProgramSearch {
    /// Those of the names that no folder of a `PATH` has; nil stands for the engine's own.
    package static func missing(_ names: [String], in path: String? = nil) -> [String] {
        let path = path ?? ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        let folders = path.split(separator: ":")
        return names.filter { name in !folders.contains { access("\($0)/\(name)", X_OK) == 0 } }
    }
}
