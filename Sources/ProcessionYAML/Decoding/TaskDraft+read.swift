import Procession

extension TaskDraft {
    /// Reads a task: the keys of every task, and one that names an executor.
    static func read(_ node: YAMLNode, _ reading: Reading) -> TaskDraft? {
        var work: [TaskWork] = []
        var strangers: [YAMLNode.Member] = []
        var draft = keys.read(node, reading) { member, _ in
            if let executor = reading.executors[ExecutorName(member.name)] {
                work.append(TaskWork(executor, member))
            } else {
                strangers.append(member)
            }
        }
        guard draft != nil else { return nil }
        let meantExecutor = reportStrangers(strangers, hasExecutor: !work.isEmpty, reading)
        work.forEach { $0.check(reading) }
        if let first = work.first {
            for other in work.dropFirst() {
                let names = "'\(first.key.scalar?.text ?? "")' and '\(other.key.scalar?.text ?? "")'"
                reading.report(
                    "several-executors", "a task has one executor, but this one has \(names)", at: other.key.range,
                    hint: "keep one of them, or make two tasks")
            }
        } else if !meantExecutor {
            reading.report(
                "missing-executor", "a task needs a key that says what it does", at: node.headline,
                hint: reading.registeredExecutors)
        }
        draft?.work = work.first
        return draft
    }

    /// Reports keys that are neither a task's nor an executor's as what they were probably meant to be.
    ///
    /// - Returns: whether one of them was probably meant as the executor.
    private static func reportStrangers(
        _ strangers: [YAMLNode.Member], hasExecutor: Bool, _ reading: Reading
    ) -> Bool {
        guard !strangers.isEmpty else { return false }
        let executorNames = reading.executors.all.map(\.descriptor.name.rawValue)
        var hasExecutor = hasExecutor
        var unexplained: [YAMLNode.Member] = []
        for stranger in strangers {
            let hint =
                reading.executors.absence(of: ExecutorName(stranger.name))
                ?? NearestName.hint(for: stranger.name, among: executorNames)
            if let hint, !hasExecutor {
                reading.reportUnknownExecutor(stranger, hint: hint)
                hasExecutor = true
            } else if hint == nil, NearestName.of(stranger.name, among: keys.names) == nil {
                unexplained.append(stranger)
            } else {
                keys.reportUnknown(stranger, reading)
            }
        }
        for stranger in unexplained {
            if hasExecutor {
                keys.reportUnknown(stranger, reading)
            } else {
                reading.reportUnknownExecutor(
                    stranger,
                    hint: [reading.registeredExecutors, reading.executors.absenceOfUnknown].compactMap(\.self)
                        .joined(separator: "; "))
                hasExecutor = true
            }
        }
        return hasExecutor
    }
}

extension Reading {
    /// The registered executors, for a hint.
    fileprivate var registeredExecutors: String {
        let names = executors.all.map(\.descriptor.name.rawValue)
        return names.isEmpty ? "no executors are registered" : "registered are: \(names.joined(separator: ", "))"
    }

    fileprivate func reportUnknownExecutor(_ member: YAMLNode.Member, hint: String) {
        report("unknown-executor", "no executor is named '\(member.name)'", at: member.key.range, hint: hint)
    }
}
