/// The inputs that a process type takes, in the order in which they were declared.
public struct InputSchema: Sendable, Codable, Equatable, ExpressibleByArrayLiteral {
    public var inputs: [InputSpec]

    public init(_ inputs: [InputSpec] = []) { self.inputs = inputs }
    public init(arrayLiteral elements: InputSpec...) { inputs = elements }

    public subscript(name: String) -> InputSpec? { inputs.first { $0.name == name } }
}
