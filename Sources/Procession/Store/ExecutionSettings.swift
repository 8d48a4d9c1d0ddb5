/// What running the tasks of an execution needs beside their rows.
public struct ExecutionSettings: Sendable, Codable, Equatable {
    public var type: ProcessTypeName
    public var inputs: InputSchema
    public var environment: [String: Value]
    public var secrets: [String]
    public var outputs: [String: Value]
    public var baseDirectory: String?
    public var inheritsEnvironment: Bool

    public init(_ definition: ProcessDefinition, inputs: InputSchema) {
        type = definition.type
        self.inputs = inputs
        environment = definition.environment
        secrets = definition.secrets
        outputs = definition.outputs
        baseDirectory = definition.baseDirectory
        inheritsEnvironment = definition.inheritsEnvironment
    }

    /// Reads settings from what ``json()`` wrote.
    public init(json: String) throws { self = try Value(json: json).decoded(as: Self.self) }

    public func json() throws -> String { try Value(encoding: self).json }
}
