import Procession

package import struct Foundation.Date

/// One picture of an execution on a terminal: a line a task, as many as fit, and a line that sums up.
package struct ProgressFrame {
    private let progress: ExecutionProgress
    private let now: Date
    private let columns: Int
    private let lines: Int
    private let style: Style

    package init(_ progress: ExecutionProgress, now: Date, columns: Int, lines: Int, style: Style) {
        self.progress = progress
        self.now = now
        self.columns = max(columns, 20)
        self.lines = max(lines, 4)
        self.style = style
    }

    /// The picture, a line an element, none wider than the terminal.
    package func rendered() -> [String] {
        let shown = visibleSteps
        let nameWidth = min(shown.reduce(4) { max($0, DisplayWidth.of(progress.steps[$1].name.rawValue)) }, 32)
        var picture = shown.map { line(progress.steps[$0], nameWidth: nameWidth) }
        picture.append(
            style(.dim, DisplayWidth.truncate(summary(hidden: progress.steps.count - shown.count), to: columns - 1)))
        return picture
    }

    /// Which tasks have a line: all if there is room, else those that matter most now, in their own order.
    private var visibleSteps: [Int] {
        let room = lines - 2
        let steps = progress.steps
        guard steps.count > room else { return Array(steps.indices) }
        let ranked = steps.indices.sorted { (rank(steps[$0]), $0) < (rank(steps[$1]), $1) }
        return ranked.prefix(room).sorted()
    }

    private func rank(_ step: ExecutionProgress.Step) -> Int {
        switch step.status {
        case .inProgress: 0
        case .waiting: 1
        case .failed: 2
        case .stopped: 3
        case .ready: 4
        case .pending: 5
        case .completed: 6
        case .skipped: 7
        }
    }

    private func line(_ step: ExecutionProgress.Step, nameWidth: Int) -> String {
        let (symbol, accent) = step.status.symbol
        let name = DisplayWidth.pad(
            DisplayWidth.truncate(VisibleText.line(step.name.rawValue), to: nameWidth), to: nameWidth)
        let isOver = step.status.isEnd
        let time = DisplayWidth.pad(
            step.status == .skipped
                ? "" : TimeText.span(from: step.startedAt, to: isOver ? step.endedAt : nil, now: now),
            to: 8, leading: true)
        var left = "\(name) \(time)"
        if step.isRepeated { left += "  attempt \(step.attempt)" }
        if step.status == .inProgress, let percent = ProgressText.percent(step.fraction) { left += "  \(percent)" }
        let used = 2 + DisplayWidth.of(left)
        guard used < columns - 1 else {
            return style(accent, symbol) + " " + DisplayWidth.truncate(left, to: columns - 3)
        }
        let note = VisibleText.line(note(step)).trimmed
        let right = DisplayWidth.truncate(note, to: max(columns - used - 3, 0))
        if right.isEmpty {
            while left.last == " " { left.removeLast() }
            return style(accent, symbol) + " " + left
        }
        return style(accent, symbol) + " " + left + "  " + style(.dim, right)
    }

    private func note(_ step: ExecutionProgress.Step) -> String {
        switch step.status {
        case .inProgress: step.lastLine
        case .failed, .waiting, .stopped, .skipped: step.detail ?? ""
        case .pending, .ready, .completed: ""
        }
    }

    private func summary(hidden: Int) -> String {
        let counts: [(TaskStatus, String)] = [
            (.inProgress, "running"), (.waiting, "waiting"), (.failed, "failed"), (.stopped, "stopped"),
            (.completed, "completed"), (.skipped, "skipped")
        ]
        var parts = ["\(progress.steps.count { $0.status.isEnd }) of \(progress.steps.count) tasks ended"]
        for (status, word) in counts {
            let count = progress.steps.count { $0.status == status }
            if count > 0, status != .completed || hidden > 0 { parts.append("\(count) \(word)") }
        }
        if hidden > 0 { parts.append("\(hidden) not shown") }
        parts.append(TimeText.span(from: progress.startedAt, to: nil, now: now))
        return parts.joined(separator: ", ")
    }
}

extension TaskStatus {
    /// What stands for the state where there is room for one character.
    package var symbol: (text: String, accent: Style.Accent?) {
        switch self {
        case .pending: ("○", .dim)
        case .ready: ("◌", .dim)
        case .inProgress: ("●", .cyan)
        case .waiting: ("◔", .yellow)
        case .completed: ("✓", .green)
        case .failed: ("✗", .red)
        case .stopped: ("■", .yellow)
        case .skipped: ("–", .dim)
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
