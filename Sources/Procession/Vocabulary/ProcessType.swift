/// A kind of process: says which tasks a process of this type has.
///
/// A YAML file becomes a value that conforms to this protocol, and so does a type written in Swift; whoever looks it
/// up in a ``ProcessTypeRegistry`` can't tell them apart.
public protocol ProcessType: Sendable {
    /// What the type is called, which inputs it takes and where it comes from.
    ///
    /// Read at registration and for every inspection; it must not change afterwards.
    var descriptor: ProcessTypeDescriptor { get }

    /// The tasks of a process with this input, in the order in which they run unless they say otherwise.
    ///
    /// Called when a process is created and again at each start, with input that satisfies the descriptor's schema.
    /// It must be pure: the same input gives the same tasks. Throwing refuses the process; nothing is written.
    func tasks(for input: ProcessInput) throws -> [TaskDefinition]

    /// The whole definition of a process with this input: its tasks, handlers, outputs and limits.
    ///
    /// Called instead of ``tasks(for:)`` wherever a process is expanded. The default has the tasks and nothing else.
    func definition(for input: ProcessInput) throws -> ProcessDefinition
}

extension ProcessType {
    public var name: ProcessTypeName { descriptor.name }

    public func definition(for input: ProcessInput) throws -> ProcessDefinition {
        ProcessDefinition(type: name, version: descriptor.version, tasks: try tasks(for: input))
    }
}
