import Foundation

/// Nobody reads what is written any more: the program ends without a word.
struct ClosedPipe: Error {}

/// Where the program writes: results to the output, everything else to the error stream.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Columns and lines of the terminal behind the stream; nil where there is none.
    var size: (columns: Int, lines: Int)? {
        guard isTerminal else { return nil }
        var window = winsize()
        if ioctl(rawValue, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 {
            return (Int(window.ws_col), Int(window.ws_row))
        }
        let environment = ProcessInfo.processInfo.environment
        return (
            environment["COLUMNS"].flatMap(Int.init) ?? 80, environment["LINES"].flatMap(Int.init) ?? 24
        )
    }

    /// Writes all of the text.
    ///
    /// - Throws: ``ClosedPipe`` if the other end is closed or nothing more can be written.
    func write(_ text: String) throws(ClosedPipe) {
        var text = text
        let complete = text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Foundation.write(rawValue, rest.baseAddress, rest.count)
                if count >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                } else if errno == EAGAIN {
                    var descriptor = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                    poll(&descriptor, 1, -1)
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
        if !complete { throw ClosedPipe() }
    }

    /// Writes a message, above what is drawn live; it is lost where nobody can read it.
    static func say(_ text: String) { LiveRegion.insert(text) }
}
