import Procession

import struct Foundation.Date

/// Writes what happens line by line, for files and pipes.
struct PlainView: ExecutionView {
    private var progress: ExecutionProgress
    private var logLines = LogLines()
    /// What was printed by attempts whose start is still to be shown.
    private var early: [LogChunk] = []
    private let nameWidth: Int

    init(_ progress: ExecutionProgress) {
        self.progress = progress
        nameWidth = min(progress.steps.reduce(0) { max($0, $1.name.rawValue.utf8.count) }, 24)
    }

    mutating func show(_ news: ExecutionFollower.News) {
        var chunks = early + news.chunks
        early = []
        for event in news.events {
            if let status = event.status.flatMap(TaskStatus.init), status.isEnd || status == .waiting {
                // What an attempt printed comes before the news of its end.
                let isPrintedNow = { (chunk: LogChunk) in
                    chunk.taskID == event.taskID && chunk.attempt <= event.attempt ?? .max
                }
                for chunk in chunks where isPrintedNow(chunk) { show(chunk) }
                chunks.removeAll(where: isPrintedNow)
            }
            show(event)
        }
        for chunk in chunks {
            if chunk.attempt > progress[chunk.taskID]?.attempt ?? 0 { early.append(chunk) } else { show(chunk) }
        }
    }

    private mutating func show(_ chunk: LogChunk) {
        for line in logLines.feed(chunk) { show(line, at: chunk.loggedAt) }
    }

    mutating func finish() {
        for chunk in early { show(chunk) }
        for line in logLines.finish() { show(line, at: Date()) }
    }

    private mutating func show(_ event: EventRecord) {
        progress.apply(event)
        guard event.status != nil, let task = event.taskID, let step = progress[task] else { return }
        if step.status.isEnd || step.status == .waiting {
            for line in logLines.finish(task) { show(line, at: event.occurredAt) }
        }
        guard let words = Self.words(for: step) else { return }
        write(event.occurredAt, step.name, "", words)
    }

    private func show(_ line: LogLines.Line, at date: Date) {
        guard let step = progress[line.task] else { return }
        write(date, step.name, "| ", line.text)
    }

    private func write(_ date: Date, _ task: TaskName, _ mark: String, _ text: String) {
        let name = DisplayWidth.pad(task.rawValue, to: nameWidth)
        StandardStream.say(
            "[\(TimeText.timeOfDay(date))] \(name)  \(mark)\(VisibleText.line(text))\n")
    }

    private static func words(for step: ExecutionProgress.Step) -> String? {
        // A group whose items are all taken over, or which has none, does not start.
        let span = step.startedAt.map { TimeText.span(from: $0, to: step.endedAt ?? Date()) }
        let reason = step.detail.map { ": \($0)" } ?? ""
        return switch step.status {
        case .pending, .ready: nil
        case .inProgress: step.isResumed ? "resumed" : step.isRepeated ? "started, attempt \(step.attempt)" : "started"
        case .waiting: "waiting\(reason)"
        case .completed: "completed" + (span.map { " in \($0)" } ?? "")
        case .failed: "failed" + (span.map { " after \($0)" } ?? "") + reason
        case .stopped: "stopped\(reason)"
        case .skipped: "skipped\(reason)"
        }
    }
}
