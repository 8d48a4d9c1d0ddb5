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
        default: return .failed(TaskFailure(.configuration, Self.oneOfBoth))
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
        var violations = ExitCodes.violations(in: configuration)
        if (configuration["source"] == nil) == (configuration["file"] == nil) {
            violations.append(
                ConfigurationSchema.Violation(
                    path: configuration["file"] == nil ? [] : [.key("file")],
                    code: configuration["file"] == nil ? "missing-key" : "contradiction", message: oneOfBoth,
                    hint: "'source' holds the text itself, 'file' names a file that holds it"))
        }
        if let language = configuration["language"], ScriptLanguage(language) == nil {
            violations.append(
                ConfigurationSchema.Violation(
                    path: [.key("language")], code: "empty-program",
                    message: "'language' names no interpreter", hint: "such as python3, bash, node or [awk, -f]"))
        }
        return violations
    }

    private static let oneOfBoth = "a script needs exactly one of 'source' and 'file'"
}
