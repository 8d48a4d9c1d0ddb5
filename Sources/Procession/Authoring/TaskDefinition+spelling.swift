extension TaskDefinition {
    /// A task that needs the one before it; the methods below say what else holds for it.
    public init(_ name: TaskName, _ call: ExecutorCall) {
        self.init(name: name, executor: call.executor, configuration: call.configuration)
    }

    /// The same task, started when these have ended well, and at once where none are named.
    public func needs(_ tasks: TaskDefinition...) -> Self { with(\.needs, tasks.map(\.name)) }

    /// The same task, started when these have ended well.
    public func needs(_ tasks: [TaskDefinition]) -> Self { with(\.needs, tasks.map(\.name)) }

    /// The same task, skipped where the expression is false.
    public func when(_ expression: String) -> Self { with(\.condition, expression) }

    /// The same task with a bound on each attempt.
    public func timeout(_ limit: Duration) -> Self { with(\.timeout, limit) }

    /// The same task with so many attempts after a failed one, after 1 s, 2 s, 4 s and so on.
    public func retry(_ maxRetries: Int) -> Self { with(\.retry, RetryPolicy(maxRetries: maxRetries)) }
    public func retry(_ policy: RetryPolicy) -> Self { with(\.retry, policy) }

    /// The same task with these variables beside those of the process.
    public func environment(_ variables: [String: TemplateText]) -> Self {
        with(\.environment, environment.merging(variables.mapValues(Value.template)) { _, new in new })
    }

    public func workingDirectory(_ path: TemplateText) -> Self { with(\.workingDirectory, path.text) }

    /// The same task, whose failure doesn't fail the process.
    public func allowingFailure() -> Self { with(\.allowsFailure, true) }

    /// The same task, made again or failed when the engine dies under it.
    public func onInterruption(_ policy: InterruptionPolicy) -> Self { with(\.onInterruption, policy) }

    /// The same task with outputs that it gives back.
    public func outputs(_ outputs: [String: ValueType]) -> Self {
        with(\.outputs, self.outputs.merging(outputs) { _, new in new })
    }

    public func description(_ text: String) -> Self { with(\.description, text) }

    /// The reference to one of the task's outputs: `${tasks.NAME.outputs.x}`.
    public func output(_ name: String) -> TemplateText {
        TemplateText(verbatim: "${tasks.\(self.name).outputs.\(name)}")
    }

    private func with<Property>(_ property: WritableKeyPath<Self, Property>, _ value: Property) -> Self {
        var copy = self
        copy[keyPath: property] = value
        return copy
    }
}
