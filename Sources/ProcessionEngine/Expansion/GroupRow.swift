import Procession

extension NewTask {
    /// What a group without a condition has in its place: its items are made when conditions are decided.
    package static let conditionOfEveryGroup = "true"
}

/// What the row of a task with ``ForEach`` says beside what its items say, too.
struct GroupRow {
    private let task: TaskDefinition
    private let executor: RegisteredExecutor?

    init(_ task: TaskDefinition, executor: RegisteredExecutor?) {
        self.task = task
        self.executor = executor
    }

    /// Every output of which there is a list, even for no items: those of the task, of its executor, and of its
    /// configuration.
    var declaredOutputs: String {
        var types = executor?.descriptor.outputs ?? [:]
        for name in (task.configuration["outputs"]?.map ?? [:]).keys { types[name] = .string }
        return Value.map(types.merging(task.outputs) { _, own in own }.mapValues { .string($0.rawValue) }).json
    }

    /// The condition of the task, where it is decided for each item.
    var itemCondition: String? { task.condition.flatMap { Self.isAboutItems($0) ? $0 : nil } }

    /// Whether a condition looks at the item: others are decided once, for all.
    static func isAboutItems(_ condition: String) -> Bool {
        (try? Template(parsingCondition: condition).references.contains(.item)) == true
    }
}
