import Foundation
import Procession

/// Why a file or folder can't be read.
struct UnreadableFile: Error {
    var diagnostic: Diagnostic

    init(_ path: String, _ what: String, hint: String? = nil) {
        diagnostic = Diagnostic(
            code: "unreadable", message: what, location: SourceLocation(file: path), hint: hint)
    }
}

/// Reads files that anything may be: devices, pipes and folders are refused instead of waited for.
enum FileBytes {
    /// The bytes of a file, or the first `limit` of them.
    static func read(_ path: String, limit: Int) throws(UnreadableFile) -> [UInt8] {
        // A pipe without a writer would otherwise block here.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw UnreadableFile(
                path, "the file can't be opened: \(lastError)", hint: "look at its path and its permissions")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw UnreadableFile(path, "the file can't be read: \(lastError)")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw UnreadableFile(
                path, status.st_mode & S_IFMT == S_IFDIR ? "this is a folder" : "this is not a regular file")
        }
        var bytes = [UInt8](repeating: 0, count: min(Int(status.st_size) + 1, limit))
        var count = 0
        while count < limit {
            if count == bytes.count { bytes += [UInt8](repeating: 0, count: min(count, limit - count)) }
            let step = bytes.withUnsafeMutableBytes { buffer in
                Foundation.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if step < 0, errno == EINTR { continue }
            guard step >= 0 else { throw UnreadableFile(path, "the file can't be read: \(lastError)") }
            if step == 0 { break }
            count += step
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static var lastError: String { String(cString: strerror(errno)).lowercased() }
}
