import Foundation

/// Why nothing more can be written to a stream.
enum StreamFailure: Error {
    /// Nobody reads any more: the program ends without a word.
    case closed
    /// The system refuses, such as on a full disk; its reason.
    case refused(String)
}

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
    func write(_ text: String) throws(StreamFailure) {
        var text = text
        let problem: Int32 = text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Foundation.write(rawValue, rest.baseAddress, rest.count)
                if count >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                } else if errno == EAGAIN {
                    var descriptor = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                    poll(&descriptor, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
        switch problem {
        case 0: return
        case EPIPE: throw .closed
        default: throw .refused(String(cString: strerror(problem)))
        }
    }

    /// Gives streams that the program was started without a place of their own, where every use fails.
    ///
    /// Otherwise the next file that is opened, such as the database, would take that place and be written to.
    static func occupy() {
        for stream in 0...2 as ClosedRange<Int32> where fcntl(stream, F_GETFD) == -1 {
            // Opened for the wrong direction; the lowest free descriptor is the missing one.
            _ = open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes a message, above what is drawn live; it is lost where nobody can read it.
    static func say(_ text: String) { LiveRegion.insert(text) }
}
