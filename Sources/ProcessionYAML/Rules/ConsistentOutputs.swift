import Procession

/// What a task declares as an output has the type that its executor gives it, where that gives it by itself.
enum ConsistentOutputs: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        for task in file.groups.flatMap(\.tasks) {
            guard let outputs = task.outputs, let executor = task.work?.executor.descriptor else { continue }
            for output in outputs {
                let name = output.name.value
                guard let conflict = executor.conflict(of: name, declaredAs: output.value.value) else { continue }
                reading.report("conflicting-output", conflict.message, at: output.value.range, hint: conflict.hint)
            }
        }
    }
}
