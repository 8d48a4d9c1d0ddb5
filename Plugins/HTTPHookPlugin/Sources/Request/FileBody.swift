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

/// An open file that is sent in pieces, from its beginning each time it is iterated.
struct FileBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    /// The size when it was opened: just so much is announced and sent.
    let size: Int64
    private let handle: NIOFileHandle

    /// Opens a file for the duration of `operation`.
    ///
    /// - Throws: class `not_found` if it can't be opened, `configuration` if it is no regular file.
    static func withFile<Result>(
        at path: String, baseDirectory: String, _ operation: (FileBody) async throws -> Result
    ) async throws -> Result {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw TaskFailure(.configuration, "'body_file' is no path", code: "body-file")
        }
        let full = path.hasPrefix("/") ? path : "\(baseDirectory)/\(path)"
        let threads = NIOThreadPool.singleton
        let handle: NIOFileHandle
        do {
            // Not blocking, because opening a named pipe would wait for somebody who writes to it.
            handle = try await threads.runIfActive {
                try NIOFileHandle(
                    _deprecatedPath: full, mode: .read, flags: .posix(flags: O_NONBLOCK | O_CLOEXEC, mode: 0))
            }
        } catch let error as IOError {
            throw TaskFailure(
                .notFound, "the body can't be read from '\(full)': \(String(cString: strerror(error.errnoCode)))",
                code: "body-file")
        }
        do {
            let result = try await operation(FileBody(handle, path: full))
            try? handle.close()
            return result
        } catch {
            try? handle.close()
            throw error
        }
    }

    private init(_ handle: NIOFileHandle, path: String) throws {
        guard let size = try handle.withUnsafeFileDescriptor({ RegularFile.size(of: $0) }) else {
            throw TaskFailure(
                .configuration, "the body can't be read from '\(path)': it is no regular file", code: "body-file")
        }
        self.handle = handle
        self.size = size
    }

    func makeAsyncIterator() -> Iterator { Iterator(handle: handle, end: size) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let handle: NIOFileHandle
        fileprivate let end: Int64
        private var offset: Int64 = 0
        private let io = NonBlockingFileIO(threadPool: .singleton)

        fileprivate init(handle: NIOFileHandle, end: Int64) {
            self.handle = handle
            self.end = end
        }

        mutating func next() async throws -> ByteBuffer? {
            guard offset < end else { return nil }
            let chunk = try await io.read(
                fileHandle: handle, fromOffset: offset, byteCount: Int(Swift.min(end - offset, 256 * 1024)),
                allocator: ByteBufferAllocator())
            guard chunk.readableBytes > 0 else {
                throw TaskFailure(.conflict, "the file of the body shrank while it was sent", code: "body-file")
            }
            offset += Int64(chunk.readableBytes)
            return chunk
        }
    }
}
