import ChildProcesses
import Foundation
package import Logging
import Procession
import ProcessionYAML

/// Tries the tests of a plugin's manifest, each in a folder of its own and with its stubbed commands in `PATH`.
package struct PluginTestRunner: Sendable {
    /// Of one test.
    private static let timeLimit: Duration = .seconds(60)

    private let plugin: DropInPlugins.Entry
    private let manifest: PluginManifest
    private let logger: Logger

    /// nil for a plugin without a valid manifest.
    package init?(_ plugin: DropInPlugins.Entry, logger: Logger) {
        guard let manifest = plugin.manifest else { return nil }
        self.plugin = plugin
        self.manifest = manifest
        self.logger = logger
    }

    /// The outcomes in the order of the manifest.
    package func run() async throws -> [PluginTestOutcome] {
        var outcomes: [PluginTestOutcome] = []
        for test in manifest.tests {
            outcomes.append(PluginTestOutcome(name: test.name, problems: try await problems(of: test)))
        }
        return outcomes
    }

    /// Whether each example of its documentation is a task that the loader takes.
    package func tryExamples() -> [PluginTestOutcome] {
        let registry = ExecutorRegistry()
        var outcomes: [PluginTestOutcome] = []
        for executor in plugin.executors {
            do throws(ProcessionError) {
                try registry.register(executor)
            } catch {
                outcomes.append(
                    PluginTestOutcome(name: "executor '\(executor.descriptor.name)'", problems: [error.message]))
            }
        }
        let loader = ProcessTypeLoader(executors: registry)
        for executor in plugin.executors {
            for example in executor.descriptor.examples {
                outcomes.append(
                    PluginTestOutcome(
                        name: "example '\(example.title)' of \(executor.descriptor.name)",
                        problems: loader.problems(of: example).map(\.message)))
            }
        }
        return outcomes
    }

    private func problems(of test: PluginTest) async throws -> [String] {
        guard let executor = plugin.executors.first(where: { $0.descriptor.name == test.executor }) else {
            return ["the plugin has no executor '\(test.executor)'"]
        }
        let folder = try TestFolder(test.commands)
        let context = context(of: test, in: folder)
        let configuration: Value
        do throws(ExpressionError) {
            configuration = try executor.descriptor.configuration.resolve(
                test.configuration, in: PluginScope(plugin: manifest, parameters: [:], context: context))
        } catch {
            return ["its configuration can't be resolved: \(error.description)"]
        }
        let violations = executor.violations(in: configuration)
        let result: TaskResult
        if violations.isEmpty {
            result = try await execute(executor, configuration, context)
        } else {
            // As a task with this configuration would be refused.
            let reasons = violations.map(\.message).joined(separator: "; ")
            result = .failed(TaskFailure(.validation, reasons))
        }
        return lineProblems(test, configuration, context) + problems(of: result, expecting: test.expectation)
    }

    private func execute(
        _ executor: RegisteredExecutor, _ configuration: Value, _ context: TaskContext
    ) async throws -> TaskResult {
        try await withThrowingTaskGroup(of: TaskResult?.self) { group in
            group.addTask { try await executor.execute(configuration, context: context) }
            group.addTask {
                try? await Task.sleep(for: Self.timeLimit)
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            let limit = DurationText.format(Self.timeLimit)
            return first ?? .failed(TaskFailure(.timeout, "the test has not ended within \(limit)"))
        }
    }

    private func context(of test: PluginTest, in folder: TestFolder) -> TaskContext {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return TaskContext(
            processID: "test", processType: "test", executionID: "test", taskID: TaskID(UUID().uuidString),
            task: "test", attempt: 1, idempotencyKey: "test", environment: ["PATH": "\(folder.commands):\(path)"],
            workingDirectory: folder.work, baseDirectory: folder.work,
            deadline: Date(timeIntervalSinceNow: Self.timeLimit.inSeconds), stopGrace: .seconds(2),
            clock: SystemClock(), logger: logger, reporter: SilentReporter())
    }

    /// How the command line of a declarative executor differs from what is expected.
    private func lineProblems(_ test: PluginTest, _ configuration: Value, _ context: TaskContext) -> [String] {
        let expectation = test.expectation
        guard expectation.arguments != nil || expectation.standardInput != nil else { return [] }
        guard case .declarative(let executors) = manifest.kind,
            let executor = executors.first(where: { $0.name == test.executor }), let command = executor.command
        else { return ["only declarative executors have a command line"] }
        do throws(TaskFailure) {
            let line = try DeclarativeExecutor(executor, command: command, of: manifest)
                .commandLine(for: configuration, in: context)
            var problems: [String] = []
            if let expected = expectation.arguments, expected != line.arguments {
                problems.append(
                    "argv is \(ShellQuoting.quote(line.arguments)), not \(ShellQuoting.quote(expected))")
            }
            if let expected = expectation.standardInput, expected != line.standardInput {
                problems.append(
                    "stdin is \(line.standardInput.map(Self.quoted) ?? "nothing"), not \(Self.quoted(expected))")
            }
            return problems
        } catch {
            return ["there is no command line: \(error.message)"]
        }
    }

    private func problems(of result: TaskResult, expecting expectation: PluginTest.Expectation) -> [String] {
        var problems: [String] = []
        func expect(_ what: String, _ found: String, _ expected: String?) {
            if let expected, expected != found { problems.append("\(what) is \(found), not \(expected)") }
        }
        switch result {
        case .completed(let outputs, _):
            expect("status", "completed", expectation.status.rawValue)
            expect("outputs", Value.map(outputs).json, expectation.outputs?.json)
            if expectation.message != nil || expectation.errorClass != nil { problems.append("there is no failure") }
        case .failed(let failure):
            if expectation.status != .failed {
                problems.append(
                    "status is failed (\(failure.errorClass.rawValue): \(failure.message)), "
                        + "not \(expectation.status.rawValue)")
            }
            expect("class", failure.errorClass.rawValue, expectation.errorClass?.rawValue)
            if let part = expectation.message, !failure.message.contains(part) {
                problems.append("the message is '\(failure.message)', without '\(part)'")
            }
        case .waiting: expect("status", "waiting", expectation.status.rawValue)
        }
        return problems
    }

    private static func quoted(_ text: String) -> String { Value.string(text).json }
}

/// Drops everything: a test looks at outcomes.
private struct SilentReporter: TaskReporter {
    func log(_ bytes: [UInt8], stream: LogStream) {}
    func progress(_ fraction: Double, message: String?) {}
    func started(child: ChildIdentity) {}
}
