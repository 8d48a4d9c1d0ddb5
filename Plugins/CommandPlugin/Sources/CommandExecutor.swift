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
        var violations = ExitCodes.violations(in: configuration)
        let isShort = configuration.list != nil
        if (configuration.list ?? configuration["argv"]?.list)?.first?.text.isEmpty ?? false {
            violations.append(
                ConfigurationSchema.Violation(
                    path: isShort ? [.index(0)] : [.key("argv"), .index(0)], code: "empty-program",
                    message: "the first element is the program to run, and it is empty",
                    hint: "such as [python3, scripts/load.py]"))
        }
        return violations
    }
}
