import Foundation

/// The files of this package, found from where this file lies.
struct Repository {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A folder that holds the sources of one target.
    struct Target {
        var name: String
        var folder: URL

        var files: [SourceFile] {
            get throws { try Repository.swiftFiles(below: folder).map(SourceFile.init(reading:)) }
        }
    }

    /// The targets as the folders tell them: each folder in `Sources`, and the `Sources` of each plugin.
    static func targets() throws -> [Target] {
        let libraries = try folders(in: "Sources").map { Target(name: $0.lastPathComponent, folder: $0) }
        let plugins = try folders(in: "Plugins").compactMap { plugin -> Target? in
            let sources = plugin.appending(path: "Sources")
            guard FileManager.default.fileExists(atPath: sources.path) else { return nil }
            return Target(name: plugin.lastPathComponent, folder: sources)
        }
        return libraries + plugins
    }

    static func folders(in path: String) throws -> [URL] {
        let folder = root.appending(path: path)
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default
            .contentsOfDirectory(at: folder, includingPropertiesForKeys: [.isDirectoryKey], options: .skipsHiddenFiles)
            .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func swiftFiles(below folder: URL) throws -> [URL] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".swift") }
            .map { folder.appending(path: $0) }
    }
}
