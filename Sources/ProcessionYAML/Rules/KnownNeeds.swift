import Procession

/// What a task needs is another task of the same list.
enum KnownNeeds: Rule {
    static func check(_ file: FileDraft, _ reading: Reading) {
        let groups = file.groups
        for group in groups {
            let names = group.tasks.compactMap(\.name?.value)
            let known = Set(names)
            for task in group.tasks {
                for need in task.needs ?? [] {
                    if need.value == task.name?.value {
                        reading.report(
                            "cyclic-needs", "'\(need.value)' needs itself", at: need.range, hint: "leave it out")
                    } else if !known.contains(need.value) {
                        let other = groups.first { $0.tasks.contains { $0.name?.value == need.value } }
                        report(need, from: group, foundIn: other.map(\.trigger), names: names, reading)
                    }
                }
            }
        }
    }

    private static func report(
        _ need: Located<String>, from group: TaskGroup, foundIn other: HandlerTrigger??, names: [String],
        _ reading: Reading
    ) {
        switch (group.trigger, other) {
        case (_, nil):
            reading.report(
                "unknown-task", "no task is named '\(need.value)'", at: need.range,
                hint: NearestName.hint(for: need.value, among: names.prefix(200))
                    ?? "the tasks are \(names.prefix(20).joined(separator: ", "))")
        case (nil, let trigger??):
            reading.report(
                "unknown-task", "'\(need.value)' is a handler, and no task can need one", at: need.range,
                hint: "handlers run after all tasks; move '\(need.value)' from '\(trigger.rawValue)' to 'tasks'")
        case (let trigger?, _):
            reading.report(
                "unknown-task", "a handler needs only handlers of its own list", at: need.range,
                hint: "all of '\(trigger.rawValue)' runs after the tasks anyway; remove '\(need.value)'")
        default: break
        }
    }
}
