import Procession

/// The types of the processes that tasks start exist, and are given input that they take.
enum KnownProcesses: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        guard let types = reading.types else { return }
        for task in file.groups.flatMap(\.tasks) {
            guard let work = task.work, work.executor.violations(in: work.configuration).isEmpty else { continue }
            for call in work.executor.processes(in: work.configuration) {
                if let type = types[call.type] {
                    checkInputs(of: call, type.descriptor.inputs, work, reading)
                } else {
                    report(call, types, at: work.node.descend(call.typePath).node, reading)
                }
            }
        }
    }

    private static func report(
        _ call: ProcessCall, _ types: ProcessTypeRegistry, at node: YAMLNode, _ reading: Reading
    ) {
        let entries = types.entries
        guard !entries.contains(where: { $0.name == call.type }) else {
            return reading.report(
                "unknown-type", "the process type '\(call.type)' is invalid", at: node.headline,
                hint: "'procession types list' tells why")
        }
        reading.report(
            "unknown-type", "no process type is named '\(call.type)'", at: node.headline,
            hint: NearestName.hint(for: call.type.rawValue, among: entries.map(\.name.rawValue))
                ?? "name the folder of its file with --types")
    }

    private static func checkInputs(of call: ProcessCall, _ inputs: InputSchema, _ work: TaskWork, _ reading: Reading) {
        var known = inputs
        var values = call.inputs
        for (name, value) in call.inputs where value.holdsTemplate {
            // Its value is open, but not its name.
            values[name] = inputs[name] == nil ? .string("") : nil
            known.inputs.removeAll { $0.name == name }
        }
        // What tasks find when they run is no question of the file.
        for index in known.inputs.indices { known.inputs[index].mustExist = false }
        let node = work.node.descend(call.inputsPath).node
        for problem in known.diagnostics(of: values) {
            let member = problem.keyPath.flatMap { node.member($0) }
            let range = problem.code == "unknown-key" ? member?.key.range : member?.value.headline
            reading.report(
                problem.code, "process type '\(call.type)': \(problem.message)", at: range ?? node.headline,
                severity: problem.severity,
                hint: problem.hint ?? "'procession types show \(call.type)' lists its inputs")
        }
    }
}
