import ChildProcesses
import Foundation
import Procession

/// What people read when an execution has ended: how, what it gave back, what failed and where to look closer.
struct ExecutionReport {
    let state: [TaskRecord]
    let execution: ExecutionRecord
    let location: DatabaseLocation
    private static let shownLines = 10

    /// The report, lines that end with a line break.
    func text(style: Style) -> String {
        let span = TimeText.span(from: execution.startedAt, to: execution.completedAt)
        var lines = ["\(headline(style)) \(style(.bold, execution.processID.rawValue)) in \(span)"]
        lines += outputs.map { "  \($0)" }
        // What made it fail first, in the order in which it happened; what was allowed to fail after that.
        let failed = state.filter { $0.status == .failed }.sorted {
            ($0.allowsFailure ? 1 : 0, $0.completedAt ?? .distantFuture)
                < ($1.allowsFailure ? 1 : 0, $1.completedAt ?? .distantFuture)
        }
        for task in failed { lines += failure(of: task, style: style) }
        let isExplained = failed.contains { !$0.allowsFailure }
        if !isExplained, let message = execution.errorMessage { lines.append("  \(VisibleText.line(message))") }
        let id = ShellQuoting.quote(execution.processID.rawValue)
        lines.append(style(.dim, "  procession status \(id)\(location.arguments)"))
        lines.append(style(.dim, "  procession logs \(id)\(location.arguments)"))
        return lines.map { $0 + "\n" }.joined()
    }

    private func headline(_ style: Style) -> String {
        switch execution.status {
        case .completed: style(.green, "✓ completed")
        case .failed: style(.red, "✗ failed")
        case .stopped: style(.yellow, "■ stopped")
        case .pending, .inProgress: execution.status.rawValue
        }
    }

    private var outputs: [String] {
        guard let members = Value(stored: execution.outputs).map else { return [] }
        return members.sorted { $0.key < $1.key }.map { "\($0) = \(VisibleText.line($1.text))" }
    }

    private func failure(of task: TaskRecord, style: Style) -> [String] {
        let message = VisibleText.line(task.errorMessage ?? "no reason is recorded")
        let retries = task.retryCount == 0 ? "" : " after \(task.retryCount) retr\(task.retryCount == 1 ? "y" : "ies")"
        let headline =
            task.allowsFailure
            ? style(.yellow, "task '\(task.name)' failed\(retries), as it may:")
            : style(.red, "task '\(task.name)' failed\(retries):")
        var lines = ["  \(headline) \(message)"]
        let printed = (task.output ?? "").split(whereSeparator: \.isNewline).suffix(Self.shownLines)
        if !printed.isEmpty { lines.append("  the last of what it printed:") }
        lines += printed.map { style(.dim, "    | \(VisibleText.line($0))") }
        return lines
    }
}
