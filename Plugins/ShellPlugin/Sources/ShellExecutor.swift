import ChildProcesses
public import Procession

/// Has a shell run a text, and end at the first command that fails.
public struct ShellExecutor: ProcessionExecutor {
    /// From here on the text goes into a file, well below the 128 KiB that Linux lets an argument have.
    private static let longestArgument = 100 * 1024

    public init() {}

    public func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        // Not spliced from anything, and free of secrets, so that it may be seen in the list of processes.
        let text: [TaskChild.Argument] =
            configuration.run.utf8.count <= Self.longestArgument
            ? [.text("-c"), .text("--"), .text(configuration.run)]
            : [.file(content: configuration.run, extension: "sh")]
        let child = TaskChild(
            configuration.interpreter.commandLine.map(TaskChild.Argument.text) + text,
            exitCodes: ExitCodes(
                successCodes: configuration.successCodes, retryableCodes: configuration.retryableCodes))
        return await child.run(in: context)
    }

    /// The text itself.
    public static func summary(of configuration: Value) -> String {
        let text = configuration.string ?? configuration["run"]?.text ?? configuration.text
        return text.last?.isNewline ?? false ? String(text.dropLast()) : text
    }

    public static func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] {
        ExitCodes.violations(in: configuration)
    }
}
