/// An executor that is known only at run time, such as one that a drop-in plugin describes.
///
/// It takes values where ``ProcessionExecutor`` takes a type; the same is promised to it, and asked of it.
public protocol DescribedExecutor: Sendable {
    var descriptor: ExecutorDescriptor { get }

    /// What a person would read in the `command` column; see ``ProcessionExecutor/summary(of:)``.
    func summary(of configuration: Value) -> String

    /// Problems that the schema can't express; see ``ProcessionExecutor/validate(_:)``.
    func validate(_ configuration: Value) -> [ConfigurationSchema.Violation]

    /// Carries out one attempt; see ``ProcessionExecutor/execute(_:context:)``.
    ///
    /// The configuration satisfies the descriptor's schema, and every `${...}` in it is resolved.
    func execute(_ configuration: Value, context: TaskContext) async throws -> TaskResult
}

extension DescribedExecutor {
    public func summary(of configuration: Value) -> String { configuration.text }
    public func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] { [] }
}
