import ChildProcesses
public import Procession

/// Starts a program; every element of its list is exactly one argument.
public struct CommandExecutor: ProcessionExecutor {
    public init() {}

    public func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        let child = TaskChild(
            configuration.argv.map(TaskChild.Argument.text), standardInput: configuration.stdin,
            exitCodes: ExitCodes(
                successCodes: configuration.successCodes, retryableCodes: configuration.retryableCodes))
        return await child.run(in: context)
    }

    /// The arguments as a shell would take them.
    public static func summary(of configuration: Value) -> String {
        ShellQuoting.quote((configuration.list ?? configuration["argv"]?.list ?? []).map(\.text))
    }

    public static func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] {
        ExitCodes.violations(in: configuration)
    }
}
