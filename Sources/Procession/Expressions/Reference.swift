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

    /// Whether it stands for a secret: by name, or as one of the inputs that hold one.
    package func isSecret(inputs: Set<String>) -> Bool {
        switch self {
        case .secret: true
        case .input(let name): inputs.contains(name)
        default: false
        }
    }
}
