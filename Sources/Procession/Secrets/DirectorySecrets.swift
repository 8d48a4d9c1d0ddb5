import Foundation

/// Secrets from a folder with one file a secret; one line break at the end of a file is not part of it.
///
/// This is the form in which Docker, Kubernetes and systemd hand out secrets. Names with a `/` or a leading dot name
/// no secret. A file may have up to 64 KiB and must be UTF-8.
public struct DirectorySecrets: SecretProvider {
    /// The largest file that is read, in bytes.
    public static let maximumSize = 64 * 1024

    public let path: String

    public init(path: String) { self.path = path }

    public var name: String { "folder \(path)" }

    public func secret(named name: String) async throws -> String? {
        guard !name.isEmpty, !name.hasPrefix("."), !name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
        else { return nil }
        guard let bytes = try read("\(path)/\(name)") else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Unreadable(reason: "it is not UTF-8") }
        return text.withoutFinalLineBreak
    }

    public func remedy(forMissing name: String) -> String? { "write it to '\(path)/\(name)'" }

    /// Why a secret's file can't be used.
    private struct Unreadable: Error, CustomStringConvertible {
        var reason: String
        var description: String { reason }
    }

    /// The content of a regular file; nil if there is none.
    private func read(_ file: String) throws -> [UInt8]? {
        // Without O_NONBLOCK, opening a named pipe would wait for its other end.
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Unreadable(reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Unreadable(reason: "it is not a file")
        }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Unreadable(reason: String(cString: strerror(errno))) }
            if count == 0 { return content }
            content += buffer[..<count]
            guard content.count <= Self.maximumSize else {
                throw Unreadable(reason: "it is larger than \(Self.maximumSize >> 10) KiB")
            }
        }
    }
}

extension String {
    /// The text without one line break at its end.
    package var withoutFinalLineBreak: String {
        var text = self
        guard text.utf8.last == UInt8(ascii: "\n") else { return text }
        // In scalars: as a character, "\r\n" is one.
        text.unicodeScalars.removeLast()
        if text.utf8.last == UInt8(ascii: "\r") { text.unicodeScalars.removeLast() }
        return text
    }
}
