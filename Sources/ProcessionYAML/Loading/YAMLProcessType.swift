public import Procession

/// A process type that a YAML file declares.
public struct YAMLProcessType: ProcessType {
    public let descriptor: ProcessTypeDescriptor
    private let expanded: ProcessDefinition

    init(descriptor: ProcessTypeDescriptor, definition: ProcessDefinition) {
        self.descriptor = descriptor
        expanded = definition
    }

    public func tasks(for input: ProcessInput) -> [TaskDefinition] { expanded.tasks }

    /// The definition, the same for every input: references are resolved when tasks run.
    public func definition(for input: ProcessInput) -> ProcessDefinition { expanded }
}
