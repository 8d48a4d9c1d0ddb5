package import Procession

/// Puts the chunks of several streams together to whole lines.
package struct LogLines: Sendable {
    package struct Line: Sendable, Equatable {
        package var task: TaskID
        package var attempt: Int
        package var stream: LogStream
        package var text: String

        package init(task: TaskID, attempt: Int, stream: LogStream, text: String) {
            self.task = task
            self.attempt = attempt
            self.stream = stream
            self.text = text
        }
    }

    private struct Source: Hashable {
        var task: TaskID
        var attempt: Int
        var stream: LogStream
    }

    /// A stream without line breaks is shown in pieces of this many bytes.
    private static let longestLine = 1 << 16
    /// The beginnings of lines whose end has not come, in the order in which their streams spoke first.
    private var open: [(source: Source, text: String)] = []

    package init() {}

    /// The lines that a chunk completes.
    package mutating func feed(_ chunk: LogChunk) -> [Line] {
        let source = Source(task: chunk.taskID, attempt: chunk.attempt, stream: chunk.stream)
        let position = open.firstIndex { $0.source == source }
        var lines: [Line] = []
        var rest = position.map { open[$0].text } ?? ""
        rest += chunk.content
        // Carriage return and line feed are one character to Swift.
        var texts = rest.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        rest = String(texts.removeLast())
        lines += texts.map { Self.line(source, $0) }
        if rest.utf8.count >= Self.longestLine {
            lines.append(Self.line(source, rest[...]))
            rest = ""
        }
        if let position {
            if rest.isEmpty { open.remove(at: position) } else { open[position].text = rest }
        } else if !rest.isEmpty {
            open.append((source, rest))
        }
        return lines
    }

    /// What is left of a task's lines, or of all, at its end.
    package mutating func finish(_ task: TaskID? = nil) -> [Line] {
        let ended = open.filter { task == nil || $0.source.task == task }
        open.removeAll { task == nil || $0.source.task == task }
        return ended.map { Self.line($0.source, $0.text[...]) }
    }

    private static func line(_ source: Source, _ text: Substring) -> Line {
        Line(task: source.task, attempt: source.attempt, stream: source.stream, text: String(text))
    }
}
