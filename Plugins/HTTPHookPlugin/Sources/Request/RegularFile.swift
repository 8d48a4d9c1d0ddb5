#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A regular file that is open for reading until the last reference to it is gone.
///
/// Its calls block.
final class RegularFile: Sendable {
    /// The size in bytes when it was opened.
    let size: Int64
    private let descriptor: CInt

    enum Failure: Error {
        /// The system's error number.
        case system(CInt)
        /// A directory, a pipe, a device, or whatever else has no fixed content.
        case notRegular
    }

    init(path: String) throws(Failure) {
        // Not blocking, because opening a named pipe would wait for somebody who writes to it.
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notRegular
        }
        size = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    /// At most `count` bytes from `offset` on; none at the end of the file.
    func read(at offset: Int64, count: Int) throws(Failure) -> [UInt8] {
        var failure: CInt?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
            let result = pread(descriptor, buffer.baseAddress, count, off_t(offset))
            length = max(result, 0)
            if result < 0 { failure = errno }
        }
        if let failure { throw .system(failure) }
        return bytes
    }
}
