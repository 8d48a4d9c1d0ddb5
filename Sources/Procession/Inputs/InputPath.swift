import Foundation

/// Paths as inputs give them.
enum InputPath {
    /// The path from the root, without `.` segments; `..` stays, because of symbolic links.
    static func absolute(_ path: String, in baseDirectory: String?) -> String {
        guard let baseDirectory, !path.hasPrefix("/") else { return path }
        let segments = path.split(separator: "/").filter { $0 != "." }
        let base = baseDirectory.hasSuffix("/") ? String(baseDirectory.dropLast()) : baseDirectory
        return segments.reduce(base) { "\($0)/\($1)" }
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
