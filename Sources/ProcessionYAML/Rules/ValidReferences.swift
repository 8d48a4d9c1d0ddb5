import Procession

/// Every `${...}` and every condition can be read, and refers to what exists and has a value by then.
enum ValidReferences: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        let scope = ReferenceScope(file, reading)
        let everyTask = ReferenceScope.User.everyTask
        for variable in file.environment ?? [] { scope.check(variable.value.value, for: everyTask) }
        for variable in file.defaults?.environment ?? [] { scope.check(variable.value.value, for: everyTask) }
        if let folder = file.defaults?.workingDirectory { scope.check(folder, for: everyTask) }
        if let key = file.concurrency?.key { scope.check(key, for: .start) }
        for (group, graph) in scope.graphs.enumerated() {
            for (position, task) in graph.group.tasks.enumerated() {
                check(task, in: scope, for: .task(group: group, position: position))
            }
        }
        for output in file.outputs ?? [] { scope.check(output.value.value, for: .processOutput) }
    }

    private static func check(_ task: TaskDraft, in scope: ReferenceScope, for user: ReferenceScope.User) {
        if let items = task.items { scope.check(items: items, for: user) }
        if let condition = task.condition { scope.check(condition: condition, for: user) }
        for variable in task.environment ?? [] { scope.check(variable.value.value, for: user) }
        if let folder = task.workingDirectory { scope.check(folder, for: user) }
        guard let work = task.work else { return }
        for text in work.texts where text.templating != .none {
            scope.check(work.node.descend(text.path).node, for: user)
        }
    }
}
