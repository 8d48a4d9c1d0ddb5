/// A strategy that carries out tasks.
public protocol ProcessionExecutor: Sendable {
    /// What a task of this executor is configured with, decoded from the values of its YAML key after `${...}` has
    /// been resolved.
    associatedtype Configuration: Codable & Sendable

    static var descriptor: ExecutorDescriptor { get }

    /// What a person would read in the `command` column: the shell text, the quoted arguments, `POST https://...`.
    ///
    /// Called when rows are made, with a configuration in which `${...}` is resolved as far as possible then; it must
    /// not throw away what it can't read but give the best short text. The default is the configuration as JSON.
    static func summary(of configuration: Value) -> String

    /// Problems that the schema can't express, such as two keys that exclude each other.
    ///
    /// Called by the loader before `${...}` is resolved, only with configurations that satisfy the schema. The
    /// default finds none.
    static func validate(_ configuration: Value) -> [ConfigurationSchema.Violation]

    /// The processes that a task with this configuration starts, those whose types are written down in it.
    ///
    /// Called with an unresolved configuration that satisfies the schema; a process whose types don't all exist is
    /// refused. The default is none.
    static func processes(in configuration: Value) -> [ProcessCall]

    /// Carries out one attempt.
    ///
    /// Called once an attempt, after the attempt was recorded durably; many run at the same time. What went wrong
    /// with the work is returned as `failed`; throwing is for what can't be put so, and fails the attempt with class
    /// `runtime` (or the thrown ``TaskFailure``). When the Swift task is cancelled (timeout or stop), end the work
    /// with everything it started and return or throw; the result is then ignored. Until this returns, the task
    /// counts as running.
    func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult
}

extension ProcessionExecutor {
    public static func summary(of configuration: Value) -> String { configuration.text }
    public static func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] { [] }
    public static func processes(in configuration: Value) -> [ProcessCall] { [] }
}
