/// An executor with its configuration: what a task does.
///
/// Plugins give short spellings for their executors as static members, such as `.shell("...")`.
public struct ExecutorCall: Sendable, Equatable {
    public var executor: ExecutorName
    /// As it would stand in YAML; texts may hold `${...}`.
    public var configuration: Value

    /// A call as it would stand in YAML.
    ///
    /// Texts of the configuration may hold `${...}`, so that what comes from an input belongs into one that is made by
    /// ``Value/template(_:)``.
    public init(_ executor: ExecutorName, _ configuration: Value) {
        self.executor = executor
        self.configuration = configuration
    }

    /// A call with a typed configuration, which the compiler checks.
    ///
    /// Its texts are taken as they are: `${` in them refers to nothing.
    /// - Throws: what encoding the configuration throws.
    public static func executor<Executor: ProcessionExecutor>(
        _ executor: Executor.Type, _ configuration: Executor.Configuration
    ) throws -> ExecutorCall {
        let schema = Executor.descriptor.configuration
        return ExecutorCall(Executor.descriptor.name, schema.escaping(try Value(encoding: configuration)))
    }
}
