import ChildProcesses
package import Procession
package import ProcessionYAML

/// Carries tasks out with the command line that a plugin's manifest declares.
package struct DeclarativeExecutor: DescribedExecutor {
    package let descriptor: ExecutorDescriptor
    private let plugin: PluginManifest
    private let executor: PluginExecutor
    private let command: PluginExecutor.Command

    package init(_ executor: PluginExecutor, command: PluginExecutor.Command, of plugin: PluginManifest) {
        descriptor = executor.descriptor(of: plugin)
        self.plugin = plugin
        self.executor = executor
        self.command = command
    }

    /// The arguments as a shell would take them, as far as they are known.
    package func summary(of configuration: Value) -> String {
        let scope = PluginScope(plugin: plugin, parameters: configuration.map ?? [:], context: nil)
        guard let line = try? commandLine(in: scope) else { return "\(descriptor.name) \(configuration.text)" }
        return ShellQuoting.quote(line.arguments)
    }

    /// The rules of the parameters that a schema can't express, for values that are known already.
    package func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] {
        executor.parameters.violations(in: configuration)
    }

    package func execute(_ configuration: Value, context: TaskContext) async throws -> TaskResult {
        do throws(TaskFailure) {
            let missing = ProgramSearch.missing(plugin.requires, in: context.environment["PATH"])
            guard missing.isEmpty else {
                throw TaskFailure(
                    .configuration,
                    "the plugin '\(plugin.name)' requires what is not in PATH: \(missing.joined(separator: ", "))",
                    code: "program-not-found")
            }
            return try await run(try commandLine(for: configuration, in: context), in: context)
        } catch {
            return .failed(error)
        }
    }

    /// What is to be started for a configuration whose references have been resolved.
    package func commandLine(
        for configuration: Value, in context: TaskContext
    ) throws(TaskFailure) -> CommandLine {
        let parameters = try executor.parameters.values(of: configuration, in: context)
        do throws(ExpressionError) {
            return try commandLine(in: PluginScope(plugin: plugin, parameters: parameters, context: context))
        } catch {
            throw TaskFailure(.expression, "plugin '\(plugin.name)': \(error.description)")
        }
    }

    private func commandLine(in scope: PluginScope) throws(ExpressionError) -> CommandLine {
        var arguments: [String] = []
        for text in command.arguments {
            switch try Template(parsing: text).resolve(in: scope) {
            case .null: break
            case .list(let elements): arguments += elements.map(\.text)
            case let value: arguments.append(value.text)
            }
        }
        // A path in the manifest starts at the manifest.
        if let program = arguments.first, program.utf8.contains(UInt8(ascii: "/")), !program.hasPrefix("/") {
            arguments[0] = "\(plugin.folder)/\(program)"
        }
        var environment: [String: String] = [:]
        for (name, text) in plugin.environment.merging(command.environment, uniquingKeysWith: { _, own in own }) {
            environment[name] = try Template(parsing: text).resolve(in: scope).text
        }
        return CommandLine(
            arguments: arguments, environment: environment,
            standardInput: try command.standardInput.map { text throws(ExpressionError) in
                try Template(parsing: text).resolve(in: scope).text
            })
    }

    private func run(_ line: CommandLine, in context: TaskContext) async throws(TaskFailure) -> TaskResult {
        let printed = PrintedText(passingOnTo: context.reporter)
        let outputs = executor.outputs.mapValues(\.type).merging(context.declaredOutputs) { _, task in task }
        let printedNames = executor.outputs.filter(\.value.isPrinted).keys
        var own = context
        // What the program is told of the task's inputs is what the manifest passes on.
        own.inputs = [:]
        own.environment.merge(line.environment) { _, plugin in plugin }
        own.declaredOutputs = outputs.filter { !printedNames.contains($0.key) }
        if !printedNames.isEmpty { own.reporter = printed }
        let child = TaskChild(
            line.arguments.map(TaskChild.Argument.text), standardInput: line.standardInput,
            exitCodes: ExitCodes(success: command.successCodes, classes: command.failureClasses))
        let result = await child.run(in: own)
        guard case .completed(var values, let exitCode) = result else { return result }
        for name in printedNames { values[name] = try printed.value(of: name, as: outputs[name] ?? .string) }
        return .completed(outputs: values, exitCode: exitCode)
    }
}

extension DeclarativeExecutor {
    /// What is started for one task.
    package struct CommandLine: Sendable, Equatable {
        package var arguments: [String]
        package var environment: [String: String]
        package var standardInput: String?
    }
}
