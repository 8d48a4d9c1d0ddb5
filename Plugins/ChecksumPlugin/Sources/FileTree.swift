import Foundation
import Procession

/// The regular files below a folder.
enum FileTree {
    struct File: Sendable, Equatable {
        /// Relative to the folder.
        var path: String
        var size: Int
    }

    /// By path.
    static func files(in folder: String) throws -> [File] {
        guard let paths = FileManager.default.enumerator(atPath: folder) else {
            throw TaskFailure(.notFound, "the folder '\(folder)' can't be read")
        }
        var files: [File] = []
        while let path = paths.nextObject() as? String {
            try Task.checkCancellation()
            var status = stat()
            guard lstat("\(folder)/\(path)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            files.append(File(path: path, size: Int(status.st_size)))
        }
        return files.sorted { $0.path < $1.path }
    }
}
