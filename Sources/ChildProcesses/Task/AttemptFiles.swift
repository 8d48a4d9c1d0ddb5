import Foundation
import Glibc
import Procession
import Synchronization

/// The private files of one attempt; they are removed when it goes out of scope.
struct AttemptFiles: ~Copyable {
    /// Where the child may write its outputs; nothing is there until it does.
    let outputPath: String
    private let stem: String
    private var written: [String] = []

    private static let count = Atomic<Int>(0)

    init() throws(TaskFailure) {
        try PrivateDirectory.ensure()
        let number = Self.count.add(1, ordering: .relaxed).newValue
        stem = "\(PrivateDirectory.path)/attempt\(number)"
        outputPath = "\(stem).outputs"
    }

    deinit {
        for path in written { unlink(path) }
        // Mostly there is none; and a child can have made a folder of it.
        if unlink(outputPath) != 0, errno != ENOENT { try? FileManager.default.removeItem(atPath: outputPath) }
    }

    /// Writes a file (mode 0600) and returns its path.
    mutating func write(_ content: String, extension suffix: String) throws(TaskFailure) -> String {
        let path = "\(stem)-\(written.count).\(suffix)"
        do {
            let file = try Descriptor(open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600))
            written.append(path)
            try file.writeAll(Array(content.utf8))
        } catch {
            throw TaskFailure(.unavailable, "the file '\(path)' can't be written: \(error)")
        }
        return path
    }

    /// What the child gave back, checked against the types that were declared.
    func outputs(declared: [String: ValueType]) throws(TaskFailure) -> [String: Value] {
        do {
            return try OutputFile(path: outputPath).outputs(declared: declared)
        } catch {
            throw TaskFailure(.validation, error.description, code: "invalid-output")
        }
    }
}
