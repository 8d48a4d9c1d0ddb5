import Procession

import struct Foundation.Date

/// Draws the execution on a terminal, in place, at most ten times a second and only where something changed.
struct LiveView: ExecutionView {
    private var progress: ExecutionProgress
    private var logLines = LogLines()
    private var drawnAt = ContinuousClock.Instant.now - .seconds(1)
    private let style = Style.of(.error)
    private static let mostWatched = 50

    init(_ progress: ExecutionProgress) { self.progress = progress }

    mutating func show(_ news: ExecutionFollower.News) {
        for chunk in news.chunks {
            for line in logLines.feed(chunk) where !line.text.isEmpty { progress.apply(line: line.text, of: line.task) }
        }
        for event in news.events { progress.apply(event) }
        guard ContinuousClock.now - drawnAt >= .milliseconds(80) else { return }
        draw()
    }

    /// The running tasks, as many as may have a line.
    var watched: [TaskID] {
        progress.steps.lazy.filter { $0.status == .inProgress }.prefix(Self.mostWatched).map(\.id)
    }

    mutating func show(fraction: Double?, of task: TaskID) { progress.apply(fraction: fraction, of: task) }

    mutating func finish() {
        draw()
        LiveRegion.leave()
    }

    private mutating func draw() {
        drawnAt = .now
        let size = StandardStream.error.size ?? (80, 24)
        LiveRegion.draw(
            ProgressFrame(progress, now: Date(), columns: size.columns, lines: size.lines, style: style).rendered())
    }
}
