/// An executor in a registry, its configuration's type hidden behind values.
public struct RegisteredExecutor: Sendable {
    public let descriptor: ExecutorDescriptor
    public let origin: ExecutorOrigin
    private let summarize: @Sendable (Value) -> String
    private let check: @Sendable (Value) -> [ConfigurationSchema.Violation]
    private let startedProcesses: @Sendable (Value) -> [ProcessCall]
    private let run: @Sendable (Value, TaskContext) async throws -> TaskResult

    /// Wraps an executor that the Swift code at `origin` brings: a file, a module or a plugin's name.
    public init<Executor: ProcessionExecutor>(_ executor: Executor, origin: String) {
        descriptor = Executor.descriptor
        self.origin = .swift(origin)
        let schema = descriptor.configuration
        summarize = { Executor.summary(of: $0) }
        check = { Executor.validate($0) }
        startedProcesses = { Executor.processes(in: $0) }
        run = { configuration, context in
            let typed: Executor.Configuration
            do {
                typed = try schema.fillingDefaults(in: configuration).decoded(as: Executor.Configuration.self)
            } catch {
                return .failed(TaskFailure(.configuration, "the configuration can't be read: \(error)"))
            }
            return try await executor.execute(typed, context: context)
        }
    }

    public init(_ executor: some DescribedExecutor, origin: ExecutorOrigin) {
        descriptor = executor.descriptor
        self.origin = origin
        summarize = { executor.summary(of: $0) }
        check = { executor.validate($0) }
        startedProcesses = { _ in [] }
        run = { try await executor.execute($0, context: $1) }
    }

    public func summary(of configuration: Value) -> String { summarize(configuration) }

    /// Everything wrong with a configuration before its references are resolved.
    public func violations(in configuration: Value) -> [ConfigurationSchema.Violation] {
        let violations = descriptor.configuration.violations(in: configuration)
        return violations.isEmpty ? check(configuration) : violations
    }

    /// The processes that a task with this configuration starts, as far as it names their types.
    public func processes(in configuration: Value) -> [ProcessCall] { startedProcesses(configuration) }

    public func execute(_ configuration: Value, context: TaskContext) async throws -> TaskResult {
        try await run(configuration, context)
    }
}
