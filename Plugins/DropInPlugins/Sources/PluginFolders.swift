import Foundation
package import Procession

/// Where drop-in plugins are looked for.
package struct PluginFolders: Sendable {
    /// In the order in which they count: of two plugins with one name, the earlier is used.
    package let paths: [String]

    /// What the command line names, then `$PROCESSION_PLUGINS` (separated by colons), `./Plugins`, the user's folder
    /// and the system's.
    ///
    /// - Throws: `invalidArgument` for a folder that was named but does not exist.
    package init(named: [String], environment: [String: String]) throws(ProcessionError) {
        let listed = environment["PROCESSION_PLUGINS"].map { $0.split(separator: ":").map(String.init) } ?? []
        for (source, folders) in [("--plugins", named), ("PROCESSION_PLUGINS", listed)] {
            for folder in folders where !Self.isFolder(folder) {
                throw ProcessionError(.invalidArgument, "\(source) names '\(folder)', which is no folder")
            }
        }
        let standard = ["Plugins", Self.ofUser(environment)] + Self.ofSystem
        var paths: [String] = []
        for path in named + listed + standard.filter(Self.isFolder) where !paths.contains(path) { paths.append(path) }
        self.paths = paths
    }

    /// These folders, and no others.
    package init(only paths: String...) { self.paths = paths }

    /// The manifests in these folders, in the order in which they count.
    ///
    /// A folder is a plugin itself, or holds one in each folder with a `plugin.yaml`.
    package var manifests: [String] {
        paths.flatMap { folder in
            let own = "\(folder)/plugin.yaml"
            if FileManager.default.fileExists(atPath: own) { return [own] }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.sorted().map { "\(folder)/\($0)/plugin.yaml" }
                .filter { FileManager.default.fileExists(atPath: $0) }
        }
    }

    private static let ofSystem = ["/usr/local/share/procession/plugins", "/usr/share/procession/plugins"]

    private static func ofUser(_ environment: [String: String]) -> String {
        // A relative path in XDG_DATA_HOME is to be ignored, says the specification.
        let data = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
        return (data ?? home + "/.local/share") + "/procession/plugins"
    }

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
