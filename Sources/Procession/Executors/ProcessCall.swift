/// A process that a task starts, as far as the task's configuration names it.
public struct ProcessCall: Sendable, Equatable {
    public var type: ProcessTypeName
    /// Where in the configuration the type stands.
    public var typePath: [ConfigurationSchema.PathStep]
    /// The input of the process; texts may hold `${...}`.
    public var inputs: [String: Value]
    /// Where in the configuration the input stands.
    public var inputsPath: [ConfigurationSchema.PathStep]

    public init(
        _ type: ProcessTypeName, at typePath: [ConfigurationSchema.PathStep] = [], inputs: [String: Value] = [:],
        at inputsPath: [ConfigurationSchema.PathStep] = []
    ) {
        self.type = type
        self.typePath = typePath
        self.inputs = inputs
        self.inputsPath = inputsPath
    }
}
