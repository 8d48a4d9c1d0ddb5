import Foundation
import Procession
import ProcessionEngine

extension ProcessTypeTest.Expectation {
    /// Everything in which a process that was carried out differs from what was expected.
    func problems(state: ProcessState, outputs found: [String: Value], calls: [TestScript.Call]) -> [String] {
        var problems: [String] = []
        if let status, status != state.process.status {
            let reason = state.process.errorMessage.map { ": \($0)" } ?? ""
            problems.append("the process is \(state.process.status.rawValue), not \(status.rawValue)\(reason)")
        }
        let rows = Dictionary(state.tasks.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let names = state.tasks.map(\.name.rawValue)
        for name in Set(tasks.keys).union(order).union(attempts.keys).union(commands.keys).sorted()
        where rows[name] == nil {
            let hint = NearestName.hint(for: name.rawValue, among: names).map { "; \($0)" } ?? ""
            problems.append("no task is named '\(name)'\(hint)")
        }
        for (name, status) in tasks.sorted(by: { $0.key < $1.key }) {
            guard let row = rows[name], row.status != status else { continue }
            let reason = row.errorMessage.map { ": \($0)" } ?? ""
            problems.append("'\(name)' is \(row.status.rawValue), not \(status.rawValue)\(reason)")
        }
        for (name, count) in attempts.sorted(by: { $0.key < $1.key }) where rows[name] != nil {
            let found = calls.count { $0.task == name }
            if found != count { problems.append("'\(name)' took \(found) attempts, not \(count)") }
        }
        for (name, command) in commands.sorted(by: { $0.key < $1.key }) where rows[name] != nil {
            guard let found = calls.last(where: { $0.task == name })?.command else {
                problems.append("'\(name)' was not carried out")
                continue
            }
            if found.trimmingCharacters(in: .whitespacesAndNewlines)
                != command.trimmingCharacters(in: .whitespacesAndNewlines)
            {
                problems.append("'\(name)' does\n\(found)\nand not\n\(command)")
            }
        }
        for (name, value) in outputs.sorted(by: { $0.key < $1.key }) where found[name] != value {
            let actual = found[name].map { "\($0.json), not" } ?? "missing, and was to be"
            problems.append("the output '\(name)' is \(actual) \(value.json)")
        }
        return problems + orderProblems(calls)
    }

    /// Everything in which a process that could not be made differs from what was expected.
    func problems(ofRefusal error: ProcessionError) -> [String] {
        let reasons = [error.message] + error.diagnostics.map(\.message)
        if let refusal {
            return reasons.contains { $0.contains(refusal) }
                ? [] : ["the process was refused, but not because of '\(refusal)': \(reasons.joined(separator: "; "))"]
        }
        return ["the process was refused: \(reasons.joined(separator: "; "))"]
    }

    private func orderProblems(_ calls: [TestScript.Call]) -> [String] {
        var first: [TaskName: Int] = [:]
        for (position, call) in calls.enumerated() where first[call.task] == nil { first[call.task] = position }
        let missing = order.filter { first[$0] == nil }.map { "'\($0)' was to start, and did not" }
        let started = order.compactMap { name in first[name].map { (name, $0) } }
        return missing
            + zip(started, started.dropFirst()).filter { $0.1 > $1.1 }.map { "'\($1.0)' started before '\($0.0)'" }
    }
}
