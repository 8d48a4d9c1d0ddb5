package import Procession

/// The tasks of a process type and their needs, drawn.
package struct TaskGraph {
    let name: ProcessTypeName
    let steps: [ProcessDefinition.Step]
    /// The type of the process that each step starts, where it names one.
    private let started: [ProcessTypeName?]

    package init(_ definition: ProcessDefinition, executors: ExecutorRegistry) {
        name = definition.type
        steps = definition.steps
        started = steps.map { executors[$0.task.executor]?.processes(in: $0.task.configuration).first?.type }
    }

    /// What carries a step out, and the type of the process that it starts.
    func work(of step: Int) -> String {
        let executor = steps[step].task.executor.rawValue
        return started[step].map { "\(executor) \($0)" } ?? executor
    }

    /// A line a task, what it needs after it, one rank below the other.
    package func text(style: Style) -> String {
        let width = steps.reduce(0) { max($0, $1.task.name.rawValue.utf8.count) }
        var lines: [String] = []
        var trigger: HandlerTrigger?
        let ranks = self.ranks
        for (index, step) in steps.enumerated() {
            if step.trigger != trigger {
                trigger = step.trigger
                lines.append(style(.dim, "\(trigger?.rawValue ?? ""):"))
            }
            let indent = String(repeating: "  ", count: ranks[index])
            let name = DisplayWidth.pad(step.task.name.rawValue, to: width)
            let needs = step.needs.isEmpty ? "" : "← " + step.needs.map(\.rawValue).joined(separator: ", ")
            let executor = style(.dim, "(\(work(of: index)))")
            lines.append("\(indent)\(style(.bold, name))  \(executor)\(needs.isEmpty ? "" : "  \(needs)")")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    package var mermaid: String {
        var lines = ["flowchart TD"]
        for (index, step) in steps.enumerated() {
            let title = [step.task.name.rawValue, work(of: index), step.trigger?.rawValue]
                .compactMap { $0 }.joined(separator: "<br/>")
            lines.append("    t\(index)[\"\(title)\"]")
        }
        lines += edges.map { "    t\($0) --> t\($1)" }
        return lines.map { $0 + "\n" }.joined()
    }

    package var dot: String {
        var lines = ["digraph \"\(name)\" {", "    rankdir=LR;", "    node [shape=box];"]
        for (index, step) in steps.enumerated() {
            let label = [step.task.name.rawValue, work(of: index), step.trigger?.rawValue]
                .compactMap { $0 }.joined(separator: "\\n")
            lines.append("    t\(index) [label=\"\(label)\"\(step.trigger == nil ? "" : ", style=dashed")];")
        }
        lines += edges.map { "    t\($0) -> t\($1);" }
        return (lines + ["}"]).map { $0 + "\n" }.joined()
    }

    package var json: [String: Value] {
        [
            "type": .string(name.rawValue),
            "tasks": .list(
                zip(steps, started).map { step, type in
                    Value(members: [
                        "name": .string(step.task.name.rawValue),
                        "executor": .string(step.task.executor.rawValue),
                        "starts": Value(type?.rawValue),
                        "trigger": Value(step.trigger?.rawValue),
                        "needs": .list(step.needs.map { .string($0.rawValue) })
                    ])
                })
        ]
    }

    /// From a need to the task that needs it, by position; names are unique within one trigger's list.
    var edges: [(Int, Int)] {
        let positions = self.positions
        return steps.enumerated().flatMap { index, step in
            step.needs.compactMap { positions[Key(trigger: step.trigger, name: $0)] }.map { ($0, index) }
        }
    }

    /// How many tasks lie before each one on its longest way.
    var ranks: [Int] {
        var ranks = [Int](repeating: 0, count: steps.count)
        let incoming = Dictionary(grouping: edges, by: \.1).mapValues { $0.map(\.0) }
        // Needs may name later tasks, so that one pass is not enough; a sound graph settles within its depth.
        for _ in steps.indices {
            var isSettled = true
            for index in steps.indices {
                let rank = (incoming[index] ?? []).map { ranks[$0] + 1 }.max() ?? 0
                if rank != ranks[index], rank <= steps.count {
                    ranks[index] = rank
                    isSettled = false
                }
            }
            if isSettled { break }
        }
        return ranks
    }

    private struct Key: Hashable {
        var trigger: HandlerTrigger?
        var name: TaskName
    }

    private var positions: [Key: Int] {
        Dictionary(
            steps.enumerated().map { (Key(trigger: $1.trigger, name: $1.task.name), $0) },
            uniquingKeysWith: { first, _ in first })
    }
}
