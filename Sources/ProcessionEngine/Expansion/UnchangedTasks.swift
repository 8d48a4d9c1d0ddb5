import Procession

/// Which tasks of a definition do what they did in an earlier one, so that what they gave then is still good.
///
/// Definitions are compared as history keeps them. A task counts as changed if anything differs that it works with or
/// that decides whether it runs; how often, how long and in which order it may run does not matter. What stands in the
/// files that a task reads or runs is not seen.
struct UnchangedTasks {
    let names: Set<TaskName>

    /// Members of a definition that every task works with.
    private static let shared = ["env", "base_directory", "inherit_env"]
    /// Members of a task that change nothing about what it gives.
    private static let immaterial = [
        "timeout", "retry", "max_parallel", "priority", "pool", "allow_failure", "on_interruption", "description"
    ]

    init(in definition: Value, since earlier: Value) {
        guard let members = definition.map, let before = earlier.map,
            Self.shared.allSatisfy({ members[$0] == before[$0] })
        else {
            names = []
            return
        }
        let known = Self.tasks(of: before)
        names = Set(Self.tasks(of: members).filter { known[$0.key] == $0.value }.keys)
    }

    private static func tasks(of members: [String: Value]) -> [TaskName: [String: Value]] {
        guard case .list(let tasks)? = members["tasks"] else { return [:] }
        return tasks.reduce(into: [:]) { found, task in
            guard let task = task.map, let name = task["name"]?.string else { return }
            found[TaskName(name)] = task.filter { !immaterial.contains($0.key) }
        }
    }
}
