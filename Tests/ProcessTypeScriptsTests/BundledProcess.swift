import Foundation
import Logging
import Procession
import ProcessionYAML
import StandardPlugins

/// A process of a bundled type whose tasks a test runs one by one: its file is read by the loader, its references are
/// resolved and its executors are the real ones.
///
/// Which task runs when is the engine's business, and the test's here.
actor BundledProcess {
    private let definition: ProcessDefinition
    private let inputs: [String: Value]
    private var outputs: [TaskName: [String: Value]] = [:]

    init(_ type: ProcessTypeName, inputs: [String: Value]) throws {
        let loaded = ProcessTypeLoader(executors: try Self.executors())
            .load(file: Self.folder.appending(path: "\(type).yaml").path)
        guard let type = loaded.type else { throw Refused(diagnostics: loaded.diagnostics) }
        definition = type.definition(for: ProcessInput(values: inputs))
        self.inputs = Dictionary(
            uniqueKeysWithValues: type.descriptor.inputs.inputs.map {
                ($0.name, inputs[$0.name] ?? $0.defaultValue ?? .null)
            })
    }

    struct Refused: Error, CustomStringConvertible {
        var diagnostics: [Diagnostic]
        var description: String { diagnostics.map { $0.rendered() }.joined(separator: "\n") }
    }

    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "process-types", directoryHint: .isDirectory)

    static func data(_ path: String) -> Value { .string(folder.appending(path: "data/\(path)").path) }

    static func executors() throws -> ExecutorRegistry {
        let executors = ExecutorRegistry()
        let types = ProcessTypeRegistry()
        for plugin in StandardPlugins.all { try plugin.register(executors: executors, types: types) }
        return executors
    }

    /// Runs tasks one after the other until one fails; the last that ran.
    @discardableResult
    func run(_ tasks: TaskName...) async throws -> TaskRun {
        var last = TaskRun(printed: "", complaints: "", result: .completed())
        for task in tasks where last.failure == nil {
            last = try await run(task)
        }
        return last
    }

    private func run(_ name: TaskName) async throws -> TaskRun {
        let all = definition.tasks + definition.handlers.values.joined()
        guard let task = all.first(where: { $0.name == name }),
            let executor = try Self.executors()[task.executor]
        else { throw TaskFailure(.notFound, "\(definition.type) has no task \(name)") }

        let scope = Scope(inputs: inputs, outputs: outputs)
        // The system's own programs: what the types promise to need, and no wrappers that some other PATH may hold.
        var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"]
        for values in [definition.environment, task.environment] {
            for (name, value) in values { environment[name] = try value.resolved(in: scope).text }
        }
        let printed = Printed()
        // Ids of its own, by which the executors tell the children of attempts apart.
        let attempt = UUID().uuidString
        let context = TaskContext(
            processID: "process-id", processType: definition.type, executionID: ExecutionID(attempt),
            taskID: TaskID(attempt), task: name, attempt: 1, idempotencyKey: attempt, inputs: inputs,
            environment: environment,
            workingDirectory: Self.folder.path, baseDirectory: Self.folder.path, declaredOutputs: task.outputs,
            deadline: Date(timeIntervalSinceNow: 60), clock: SystemClock(), logger: Logger(label: "test"),
            reporter: printed)
        let configuration = try executor.descriptor.configuration.resolve(task.configuration, in: scope)
        let result = try await executor.execute(configuration, context: context)
        let run = TaskRun(printed: printed.text(.stdout), complaints: printed.text(.stderr), result: result)
        outputs[name] = run.outputs
        return run
    }

    private struct Scope: ExpressionScope {
        var inputs: [String: Value]
        var outputs: [TaskName: [String: Value]]

        func value(of reference: Reference) throws(ExpressionError) -> Value {
            switch reference {
            case .input(let name): inputs[name] ?? .null
            case .taskOutput(let task, let output): outputs[task]?[output] ?? .null
            case .process(let member): .string("process-\(member)")
            case .execution(let member): .string("execution-\(member)")
            default: throw ExpressionError("\(reference) has no value here")
            }
        }
    }
}
