import Procession

/// Prints captured output in the form that was asked for.
struct LogPrinter {
    let output: OutputOptions
    /// Whether lines are headed by the name of their task.
    let showsTask: Bool
    private var lines = LogLines()
    private var names: [TaskID: TaskName] = [:]
    private let stream = StandardStream.output
    private let style = Style.of(.output)

    init(output: OutputOptions, showsTask: Bool) {
        self.output = output
        self.showsTask = showsTask
    }

    /// Looks up the names of tasks that have not been met before.
    mutating func learnNames(
        for chunks: [LogChunk], of execution: ExecutionID, in store: any ProcessStore
    ) async throws {
        guard chunks.contains(where: { names[$0.taskID] == nil }) else { return }
        for attempt in try await store.attempts(of: execution) { names[attempt.taskID] = attempt.task }
    }

    mutating func print(_ chunk: LogChunk) throws {
        if output.json {
            try stream.write(JSONDocument.text(["chunk": chunk.json(task: names[chunk.taskID])]))
            return
        }
        for line in lines.feed(chunk) { try print(line, at: output.time(chunk.loggedAt)) }
    }

    /// Prints the last lines, which no line break ended.
    mutating func finish() throws {
        for line in lines.finish() { try print(line, at: "") }
    }

    private func print(_ line: LogLines.Line, at time: String) throws {
        let name = names[line.task]?.rawValue ?? line.task.rawValue
        if output.plain {
            let fields = [time, name, String(line.attempt), line.stream.rawValue, line.text]
            try stream.write(fields.map(VisibleText.field).joined(separator: "\t") + "\n")
            return
        }
        let text = stream.isTerminal ? VisibleText.line(line.text) : line.text
        let accent: Style.Accent? = line.stream == .system ? .dim : nil
        let head = showsTask ? style(.cyan, VisibleText.line(name)) + " | " : ""
        try stream.write(head + style(accent, text) + "\n")
    }
}
