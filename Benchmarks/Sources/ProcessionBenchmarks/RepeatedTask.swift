import Procession

/// A process type of equal tasks.
struct RepeatedTask: ProcessType {
    enum Shape { case fanOut, chain }

    let descriptor: ProcessTypeDescriptor
    private let definition: [TaskDefinition]

    private init(
        _ name: ProcessTypeName, _ count: Int, _ shape: Shape, _ executor: ExecutorName, _ configuration: Value
    ) {
        descriptor = ProcessTypeDescriptor(name: name)
        definition = (0..<count).map {
            TaskDefinition(
                name: TaskName("task-\($0)"), executor: executor, configuration: configuration,
                needs: shape == .chain ? nil : [])
        }
    }

    /// Tasks that run a shell text.
    static func shell(_ name: ProcessTypeName, _ count: Int, _ shape: Shape, _ text: String = "true") -> RepeatedTask {
        RepeatedTask(name, count, shape, "shell", .string(text))
    }

    /// Tasks that stay inside the engine, all of them ready at once.
    static func inline(_ name: ProcessTypeName, _ count: Int) -> RepeatedTask {
        RepeatedTask(name, count, .fanOut, "inline", [:])
    }

    func tasks(for input: ProcessInput) -> [TaskDefinition] { definition }
}
