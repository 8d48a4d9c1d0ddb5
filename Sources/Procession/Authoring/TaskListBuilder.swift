/// Builds a ``TaskList`` from tasks, handlers and Swift's own loops and conditions.
@resultBuilder
public enum TaskListBuilder {
    public static func buildExpression(_ task: TaskDefinition) -> TaskList { TaskList([task]) }
    public static func buildExpression(_ tasks: [TaskDefinition]) -> TaskList { TaskList(tasks) }
    public static func buildExpression(_ list: TaskList) -> TaskList { list }

    public static func buildBlock(_ parts: TaskList...) -> TaskList { buildArray(parts) }
    public static func buildOptional(_ part: TaskList?) -> TaskList { part ?? TaskList() }
    public static func buildEither(first part: TaskList) -> TaskList { part }
    public static func buildEither(second part: TaskList) -> TaskList { part }
    public static func buildLimitedAvailability(_ part: TaskList) -> TaskList { part }

    public static func buildArray(_ parts: [TaskList]) -> TaskList {
        parts.reduce(into: TaskList()) { $0.append($1) }
    }
}
