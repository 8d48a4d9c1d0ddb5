import Procession

/// How a process stands: its tasks, the questions that wait for an answer, its parent and its children.
struct ProcessStanding: Sendable {
    let process: ProcessRecord
    let tasks: [TaskRecord]
    let execution: ExecutionRecord?
    /// The children of the current execution, newest first.
    let children: [ProcessRecord]
    /// The task that has started it, as PROCESS/TASK; nil if none has.
    let parent: String?

    private static let mostChildren = 1000
    /// How many questions or children are shown to people.
    private static let shown = 10

    init(_ id: ProcessID, in store: any ProcessStore) async throws(ProcessionError) {
        process = try await store.existingProcess(id)
        tasks = try await store.tasks(of: id)
        execution =
            if let id = process.currentExecutionID { try await store.execution(id) } else { nil as ExecutionRecord? }
        let current = process.currentExecutionID
        children = try await store.processes(ProcessFilter(parent: id, limit: Self.mostChildren))
            .filter { $0.parent?.executionID == current }
        if let task = process.parent {
            let name = try await store.task(task.taskID)?.name.rawValue
            parent = [task.processID.rawValue, name].compactMap(\.self).joined(separator: "/")
        } else {
            parent = nil
        }
    }

    var json: [String: Value] {
        [
            "process": process.json, "tasks": .list(tasks.map(\.json)), "children": .list(children.map(\.json))
        ]
    }

    /// Facts, a line each, and an empty line.
    func headline(style: Style) -> String {
        var facts: [(String, String)] = [
            ("process", style(.bold, VisibleText.line(process.id.rawValue))),
            ("type", VisibleText.line(process.type.rawValue)),
            ("status", style(process.status.accent, process.status.rawValue)),
            ("input", VisibleText.line(process.inputData))
        ]
        if let parent { facts.append(("parent", VisibleText.line(parent))) }
        if let schedule = process.schedule {
            facts.append(("schedule", VisibleText.line("\(schedule) \(process.timeZone ?? "UTC")")))
        }
        if let next = process.nextRunAt { facts.append(("next run", TimeText.local(next))) }
        if let start = process.startedAt {
            let span = TimeText.span(from: start, to: process.completedAt)
            facts.append(("started", "\(TimeText.local(start)), took \(span)"))
        }
        if let queued = execution?.queuedAt, let key = execution?.concurrencyKey {
            facts.append(("queued", "since \(TimeText.local(queued)), for the key '\(VisibleText.line(key))'"))
        }
        if process.stopRequestedAt != nil, process.status == .inProgress { facts.append(("stopping", "yes")) }
        facts += questions + childFacts(style)
        if let error = process.errorMessage { facts.append(("error", style(.red, VisibleText.line(error)))) }
        for (name, value) in (Value(stored: process.outputs).map ?? [:]).sorted(by: { $0.key < $1.key }) {
            facts.append(("output", "\(VisibleText.line(name)) = \(VisibleText.line(value.text))"))
        }
        return facts.map { "\(DisplayWidth.pad($0, to: 9))\($1)\n" }.joined() + "\n"
    }

    private var questions: [(String, String)] {
        let waiting = tasks.filter { $0.awaits?.kind == .approval }
        let lines = waiting.map { VisibleText.line("\($0.name): \($0.awaits?.subject ?? "")") }
        return Self.first(of: lines, as: "approval", all: "procession approvals")
    }

    private func childFacts(_ style: Style) -> [(String, String)] {
        let names = Dictionary(tasks.map { ($0.id, $0.name.rawValue) }, uniquingKeysWith: { first, _ in first })
        let lines = children.reversed().map { child in
            let name = child.parent.flatMap { names[$0.taskID] }.map { "\($0): " } ?? ""
            return VisibleText.line(name + child.id.rawValue) + " "
                + style(child.status.accent, child.status.rawValue)
        }
        return Self.first(of: lines, as: "child", all: "procession list --parent")
    }

    private static func first(of lines: [String], as title: String, all command: String) -> [(String, String)] {
        let rest = lines.count > shown ? [(title, "and \(lines.count - shown) more, see `\(command)`")] : []
        return lines.prefix(shown).map { (title, $0) } + rest
    }
}
