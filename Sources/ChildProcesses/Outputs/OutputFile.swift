import Foundation
import Glibc
import Procession

/// The file in which a child gives values back.
struct OutputFile {
    let path: String

    /// Of the whole file.
    static let sizeLimit = 1024 * 1024
    /// Of one value as text.
    static let valueLimit = 64 * 1024

    /// Why the outputs can't be used: one clause for people.
    struct Invalid: Error, Equatable, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    /// The outputs by name: those that were declared with their types, others as they came.
    ///
    /// No file is no outputs. The child can have put anything in the place of the file; only a regular file is read.
    func outputs(declared: [String: ValueType]) throws(Invalid) -> [String: Value] {
        var outputs: [String: Value] = [:]
        for entry in try OutputText.parse(try text()) {
            let place = "output '\(entry.name)'" + (entry.line.map { " (line \($0) of $PROCESSION_OUTPUT)" } ?? "")
            var value = entry.value
            if let type = declared[entry.name] {
                do {
                    value = try type.read(value).get()
                } catch {
                    throw Invalid("\(place) \(error.message)")
                }
            }
            let text = value.text
            guard text.utf8.count <= Self.valueLimit else { throw Invalid("\(place) is larger than 64 KiB") }
            guard !text.holdsNULByte else { throw Invalid("\(place) holds a NUL byte") }
            outputs[entry.name] = value
        }
        let missing = declared.keys.filter { outputs[$0] == nil }.sorted()
        guard missing.isEmpty else {
            let names = missing.map { "'\($0)'" }.joined(separator: ", ")
            throw Invalid("declared but not written to $PROCESSION_OUTPUT: \(names)")
        }
        return outputs
    }

    private func text() throws(Invalid) -> String {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try read()
        } catch {
            switch error.number {
            case ENOENT: return ""
            case ELOOP, ENXIO: throw Invalid("what is at $PROCESSION_OUTPUT is no regular file")
            default: throw Invalid("$PROCESSION_OUTPUT can't be read: \(error)")
            }
        }
        guard bytes.count <= Self.sizeLimit else { throw Invalid("$PROCESSION_OUTPUT is larger than 1 MiB") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Invalid("$PROCESSION_OUTPUT is not UTF-8")
        }
        return text
    }

    private func read() throws(SystemError) -> [UInt8] {
        // Without blocking, so that nobody waits for the writer of a FIFO.
        let file = try Descriptor(open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC))
        var status = stat()
        guard fstat(file.number, &status) == 0 else { throw SystemError.last }
        guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError(number: ELOOP) }
        return try file.readAll(limit: Self.sizeLimit)
    }
}
