import Synchronization

/// The lines at the end of the error stream that are drawn over and over.
///
/// There is one of them, as there is one terminal. Whatever else goes to the error stream meanwhile lands above it.
enum LiveRegion {
    private static let drawn = Mutex<[String]>([])

    /// Replaces the region; writes nothing if it would look the same.
    static func draw(_ lines: [String]) {
        drawn.withLock { drawn in
            guard lines != drawn else { return }
            write(redraw(lines, over: drawn.count))
            drawn = lines
        }
    }

    /// Leaves the region as it stands: what comes next is written below it.
    static func leave() { drawn.withLock { $0 = [] } }

    /// Writes text above the region.
    static func insert(_ text: String) {
        drawn.withLock { drawn in
            guard !drawn.isEmpty else { return write(text) }
            write("\r\u{1B}[\(drawn.count)A\u{1B}[J" + text + redraw(drawn, over: 0))
        }
    }

    /// The bytes that put `lines` where the last ones are; automatic line breaks are off meanwhile.
    private static func redraw(_ lines: [String], over count: Int) -> String {
        let up = count > 0 ? "\u{1B}[\(count)A" : ""
        return "\u{1B}[?7l\r\(up)" + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J\u{1B}[?7h"
    }

    private static func write(_ text: String) {
        do {
            try StandardStream.error.write(text)
        } catch {
            // A message that can't be shown must not change what the command does.
        }
    }
}
