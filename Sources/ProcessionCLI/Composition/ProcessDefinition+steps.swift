import Procession

extension ProcessDefinition {
    /// A task with what calls for it and what it needs, spelled out.
    struct Step {
        var task: TaskDefinition
        /// nil for a task of the process itself.
        var trigger: HandlerTrigger?
        var needs: [TaskName]
    }

    /// The tasks, then the handlers in the order in which they run.
    var steps: [Step] {
        steps(tasks, nil) + HandlerTrigger.allCases.flatMap { steps(handlers[$0] ?? [], $0) }
    }

    private func steps(_ tasks: [TaskDefinition], _ trigger: HandlerTrigger?) -> [Step] {
        tasks.enumerated().map { index, task in
            Step(task: task, trigger: trigger, needs: task.needs ?? (index > 0 ? [tasks[index - 1].name] : []))
        }
    }
}
