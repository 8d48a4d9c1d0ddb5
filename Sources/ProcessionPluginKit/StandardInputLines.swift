import Foundation
import Procession

/// The lines of standard input, read by a thread of their own.
struct StandardInputLines: AsyncSequence {
    typealias Element = LineSplitter.Line

    func makeAsyncIterator() -> AsyncStream<Element>.Iterator {
        AsyncStream { continuation in
            Thread.detachNewThread {
                var splitter = LineSplitter(limit: PluginProtocol.longestLine)
                var buffer = [UInt8](repeating: 0, count: 64 * 1024)
                while true {
                    let count = read(STDIN_FILENO, &buffer, buffer.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { break }
                    for line in splitter.feed(Array(buffer[..<count])) { continuation.yield(line) }
                }
                continuation.finish()
            }
        }.makeAsyncIterator()
    }
}
