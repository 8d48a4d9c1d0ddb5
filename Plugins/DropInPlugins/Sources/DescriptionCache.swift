import Crypto
import Foundation
package import Procession
package import ProcessionYAML

/// What executable plugins have said of themselves, so that lists need not start them.
package struct DescriptionCache: Sendable {
    /// Names what a plugin was when it said it.
    package struct Key: Sendable, Equatable {
        fileprivate let plugin: String
        fileprivate let digest: String
    }

    /// Files beyond these of a plugin's folder are not looked at.
    private static let filesLimit = 1000

    private let folder: String

    /// - Parameter folder: made on first use.
    package init(folder: String) { self.folder = folder }

    /// In the user's cache folder (`XDG_CACHE_HOME`, or else `~/.cache`).
    package init(environment: [String: String]) {
        // A relative path in XDG_CACHE_HOME is to be ignored, says the specification.
        let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
        self.init(folder: (cache ?? home + "/.cache") + "/procession/plugins")
    }

    /// The digest of a plugin's manifest and program: of the identity of every file in its folder (path, size, time
    /// of the last change) and of the program that is started.
    package func key(of manifest: PluginManifest, _ program: PluginProgram) -> Key {
        var hash = SHA256()
        func add(_ text: String) { hash.update(data: Data((text + "\0").utf8)) }
        add("protocols \(PluginProtocol.supported)")
        for path in Self.files(in: manifest.folder) { add("\(path) \(Self.identity("\(manifest.folder)/\(path)"))") }
        for argument in program.arguments { add(argument) }
        let name = program.arguments.first ?? ""
        if !name.contains("/") {
            let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
            let found = path.split(separator: ":").map { folder in "\(folder)/\(name)" }
                .first { FileManager.default.isExecutableFile(atPath: $0) }
            add("\(found ?? "") \(Self.identity(found ?? ""))")
        } else if name.hasPrefix("/") {
            add(Self.identity(name))
        }
        let digits = hash.finalize().prefix(16).flatMap { [$0 >> 4, $0 & 15] }
        return Key(
            plugin: manifest.name.rawValue, digest: digits.map { String($0, radix: 16) }.joined())
    }

    /// What the plugin said when it was exactly this; nil if that isn't known.
    package func description(_ key: Key) -> Value? {
        guard let bytes = FileManager.default.contents(atPath: path(key)) else { return nil }
        return try? Value(json: String(decoding: bytes, as: UTF8.self))
    }

    /// Keeps what a plugin has said, in the place of what it said before.
    ///
    /// A cache that can't be written costs time and nothing else, and so is no error.
    package func keep(_ description: Value, _ key: Key) {
        let files = FileManager.default
        try? files.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix("\(key.plugin)@") {
            try? files.removeItem(atPath: "\(folder)/\(name)")
        }
        try? Data(description.json.utf8).write(to: URL(fileURLWithPath: path(key)), options: .atomic)
    }

    // An '@' can't be in a plugin's name.
    private func path(_ key: Key) -> String { "\(folder)/\(key.plugin)@\(key.digest).json" }

    private static func files(in folder: String) -> [String] {
        var files: [String] = []
        guard let enumerator = FileManager.default.enumerator(atPath: folder) else { return [] }
        while files.count < filesLimit, let path = enumerator.nextObject() as? String {
            let name = path.split(separator: "/").last ?? ""
            if name.hasPrefix(".") || name == "__pycache__" || name == "node_modules" {
                enumerator.skipDescendants()
            } else {
                files.append(path)
            }
        }
        return files.sorted()
    }

    private static func identity(_ path: String) -> String {
        var status = stat()
        // Of a folder, only the files in it count.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return "" }
        return "\(status.st_ino) \(status.st_size) \(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
    }
}
