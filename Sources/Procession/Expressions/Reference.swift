/// What an expression can refer to.
public enum Reference: Sendable, Hashable {
    /// `inputs.x`, or `x` for short.
    case input(String)
    /// `tasks.NAME.outputs.x`
    case taskOutput(task: TaskName, output: String)
    /// `tasks.NAME.outputs`
    case taskOutputs(task: TaskName)
    /// `tasks.NAME.status`
    case taskStatus(task: TaskName)
    /// `process.id`, `process.type`
    case process(String)
    /// `execution.id`, `execution.scheduled_for`, `execution.trigger`
    case execution(String)
    /// `task.name`, `task.attempt`
    case task(String)
    /// `item`
    case item
    /// `secrets.X`
    case secret(String)
    /// `error.message`
    case error(String)
}
