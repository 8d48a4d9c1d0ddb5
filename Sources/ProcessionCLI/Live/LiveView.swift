import Procession

import struct Foundation.Date

/// Draws the execution on a terminal, in place, at most ten times a second and only where something changed.
struct LiveView: ExecutionView {
    private var progress: ExecutionProgress
    private var logLines = LogLines()
    private var drawn: [String] = []
    private var drawnAt = ContinuousClock.Instant.now - .seconds(1)
    private let style = Style.of(.error)

    init(_ progress: ExecutionProgress) { self.progress = progress }

    mutating func show(_ news: ExecutionFollower.News) {
        for chunk in news.chunks {
            for line in logLines.feed(chunk) where !line.text.isEmpty { progress.apply(line: line.text, of: line.task) }
        }
        for event in news.events { progress.apply(event) }
        guard ContinuousClock.now - drawnAt >= .milliseconds(80) else { return }
        draw()
    }

    mutating func finish() { draw() }

    private mutating func draw() {
        drawnAt = .now
        let size = StandardStream.error.size ?? (80, 24)
        let frame = ProgressFrame(
            progress, now: Date(), columns: size.columns, lines: size.lines, style: style
        ).rendered()
        guard frame != drawn else { return }
        StandardStream.error.writeIfPossible(Self.redraw(frame, over: drawn.count))
        drawn = frame
    }

    /// The bytes that put `frame` where the last one of `count` lines is; automatic line breaks are off meanwhile.
    static func redraw(_ frame: [String], over count: Int) -> String {
        let up = count > 0 ? "\u{1B}[\(count)A" : ""
        return "\u{1B}[?7l\r\(up)" + frame.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J\u{1B}[?7h"
    }
}
