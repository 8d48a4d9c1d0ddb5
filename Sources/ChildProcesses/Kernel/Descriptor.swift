import CChildProcess
import Glibc

/// A file descriptor that is closed when it goes out of scope.
struct Descriptor: ~Copyable, Sendable {
    let number: Int32

    /// Takes over what a system call returned.
    ///
    /// - Throws: the error number that the call left, if it returned -1.
    init(_ result: Int32) throws(SystemError) {
        guard result >= 0 else { throw SystemError.last }
        number = result
    }

    deinit { close(number) }

    /// A pipe, both ends close-on-exec.
    static func pipe() throws(SystemError) -> Pipe {
        var ends: [Int32] = [-1, -1]
        guard child_pipe(&ends) == 0 else { throw SystemError.last }
        return Pipe(readEnd: try Descriptor(ends[0]), writeEnd: try Descriptor(ends[1]))
    }

    /// A nameless file in memory that holds `bytes`, to be read from its start.
    static func memoryFile(holding bytes: [UInt8]) throws(SystemError) -> Descriptor {
        let file = try Descriptor(child_memory_file())
        try file.writeAll(bytes)
        guard lseek(file.number, 0, SEEK_SET) == 0 else { throw SystemError.last }
        return file
    }

    func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { bytes in
                write(number, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if written < 0 {
                if errno == EINTR { continue }
                throw SystemError.last
            }
            offset += written
        }
    }

    /// Everything from the current position on, or `limit + 1` bytes if there are more than `limit`.
    func readAll(limit: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            let wanted = min(limit + 1 - bytes.count, 64 * 1024)
            var count = 0
            let piece = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
                repeat { count = read(number, buffer.baseAddress, wanted) } while count < 0 && errno == EINTR
                initialized = max(count, 0)
            }
            if count < 0 { throw SystemError.last }
            if count == 0 { break }
            bytes += piece
        }
        return bytes
    }
}

/// The two ends of a pipe.
struct Pipe: ~Copyable, Sendable {
    let readEnd: Descriptor
    let writeEnd: Descriptor

    /// The end to read from; the other is closed.
    consuming func keepingReadEnd() -> Descriptor { readEnd }
}
