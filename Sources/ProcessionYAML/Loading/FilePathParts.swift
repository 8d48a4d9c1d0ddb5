import Foundation
import Procession

/// The parts of a path that loading needs.
struct FilePathParts {
    let path: String
    /// The last component without its extension.
    let stem: String
    /// Whether the file is YAML by its extension.
    let isYAML: Bool

    init(_ path: String) {
        self.path = path
        let name = path.split(separator: "/").last ?? ""
        let suffix = [".yaml", ".yml"].first { name.hasSuffix($0) && name.count > $0.count }
        stem = String(name.dropLast(suffix?.count ?? 0))
        isYAML = suffix != nil
    }

    var typeName: ProcessTypeName { ProcessTypeName(stem) }

    /// The folder that the file is in, absolute and without `.` and `..`.
    func absoluteFolder(from workingDirectory: String = FileManager.default.currentDirectoryPath) -> String {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let absolute = folder.hasPrefix("/") ? folder : workingDirectory + "/" + folder
        var parts: [Substring] = []
        for part in absolute.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
