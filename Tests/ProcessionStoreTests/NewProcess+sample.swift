import Procession

extension NewProcess {
    /// A process with some tasks that need nothing.
    static func sample(_ id: ProcessID, tasks count: Int = 1) -> NewProcess {
        NewProcess(
            id: id, type: "sample", inputData: "a:1",
            expansion: Expansion(
                digest: "digest-\(count)", definition: "{}", settings: "{}",
                tasks: (0..<count).map { index in
                    NewTask(
                        id: TaskID("\(id)-\(index)"), index: index, name: TaskName("task-\(index)"), executor: "shell",
                        lane: .child, command: "true", configuration: "{}", timeout: .seconds(90))
                }))
    }
}
