import ChildProcesses
public import Procession

/// Has an interpreter run source code that stands in the task or in a file.
public struct ScriptExecutor: ProcessionExecutor {
    public init() {}

    public func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        let script: TaskChild.Argument
        switch (configuration.source, configuration.file) {
        case (let source?, nil): script = .file(content: source, extension: configuration.language.fileExtension)
        case (nil, let file?): script = .text(file.hasPrefix("/") ? file : "\(context.baseDirectory)/\(file)")
        default: return .failed(TaskFailure(.configuration, "a script needs 'source' or 'file', and not both"))
        }
        let child = TaskChild(
            configuration.language.commandLine.map(TaskChild.Argument.text) + [script]
                + configuration.args.map(TaskChild.Argument.text),
            exitCodes: ExitCodes(
                successCodes: configuration.successCodes, retryableCodes: configuration.retryableCodes))
        return await child.run(in: context)
    }

    /// The command line; source that stands in the task is represented by its size.
    public static func summary(of configuration: Value) -> String {
        guard let language = (configuration["language"]).flatMap(ScriptLanguage.init) else {
            return configuration.text
        }
        let arguments = (configuration["args"]?.list ?? []).map(\.text)
        guard let source = configuration["source"]?.text else {
            return ShellQuoting.quote(language.commandLine + [configuration["file"]?.text ?? ""] + arguments)
        }
        let lines = source.split(whereSeparator: \.isNewline).count
        let size = lines == 1 ? "1 line" : "\(lines) lines"
        let command = ShellQuoting.quote(language.commandLine) + " <\(size)>"
        return arguments.isEmpty ? command : "\(command) \(ShellQuoting.quote(arguments))"
    }

    public static func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] {
        ExitCodes.violations(in: configuration)
    }
}
