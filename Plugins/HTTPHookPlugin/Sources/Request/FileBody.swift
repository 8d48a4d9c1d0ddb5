import NIOCore
import NIOPosix
import Procession

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file that is sent in pieces, from its beginning each time it is iterated.
struct FileBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    private let file: RegularFile

    /// Just so much is announced and sent, though the file may grow meanwhile.
    var size: Int64 { file.size }

    /// Opens the file.
    ///
    /// - Throws: ``TaskFailure`` of class `not_found` if it can't be opened, `configuration` if it is no regular file.
    init(path: String, baseDirectory: String) async throws {
        guard !path.isEmpty, !path.holdsNULByte else {
            throw TaskFailure(.configuration, "'body_file' is no path", code: "body-file")
        }
        let full = path.hasPrefix("/") ? path : "\(baseDirectory)/\(path)"
        do {
            file = try await NIOThreadPool.singleton.runIfActive { try RegularFile(path: full) }
        } catch RegularFile.Failure.system(let number) {
            throw TaskFailure(
                .notFound, "the body can't be read from '\(full)': \(String(cString: strerror(number)))",
                code: "body-file")
        } catch RegularFile.Failure.notRegular {
            throw TaskFailure(
                .configuration, "the body can't be read from '\(full)': it is no regular file", code: "body-file")
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(file: file) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let file: RegularFile
        private var offset: Int64 = 0

        fileprivate init(file: RegularFile) { self.file = file }

        mutating func next() async throws -> ByteBuffer? {
            let remaining = file.size - offset
            guard remaining > 0 else { return nil }
            let chunk = try await NIOThreadPool.singleton.runIfActive { [file, offset] in
                try file.read(at: offset, count: Int(Swift.min(remaining, 256 * 1024)))
            }
            guard !chunk.isEmpty else {
                throw TaskFailure(.conflict, "the file of the body shrank while it was sent", code: "body-file")
            }
            offset += Int64(chunk.count)
            return ByteBuffer(bytes: chunk)
        }
    }
}
