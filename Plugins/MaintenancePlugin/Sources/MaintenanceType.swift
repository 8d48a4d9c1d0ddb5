import Procession

/// The nightly care of Procession's own database: damage is looked for first, so that no sound copy is pushed out by a
/// broken one.
struct MaintenanceType: TypedProcessType {
    struct Input: Codable, Sendable {
        var backup_dir: String?
        var keep: Int
        var prune: Bool
    }

    static let name: ProcessTypeName = "procession-maintenance"
    let summary = "Checks Procession's own database, copies it, removes old history and tells how large it is."
    let inputs: [KeyNote] = [
        .input("backup_dir", "Folder for copies of the database; none are made where it is not given.", type: .path),
        .input("keep", "How many copies stay.", default: 7, minimum: 1),
        .input("prune", "Whether history is removed that the engine no longer keeps.", default: true)
    ]

    func tasks(for input: Input) throws -> TaskList {
        TaskDefinition("check", ExecutorCall("database", ["action": "check"]))
        if input.backup_dir != nil {
            TaskDefinition(
                "backup", ExecutorCall("database", ["action": "backup", "folder": "${backup_dir}", "keep": "${keep}"])
            )
            .outputs(["backup": .path])
            .retry(2)
        }
        if input.prune {
            TaskDefinition("prune", ExecutorCall("database", ["action": "prune"])).outputs(["rows": .integer])
        }
        let statistics = TaskDefinition("statistics", ExecutorCall("database", ["action": "statistics"]))
            .outputs(["processes": .integer, "executions": .integer, "bytes": .integer])
        statistics
        TaskList.outputs(["processes": statistics.output("processes"), "bytes": statistics.output("bytes")])
    }
}
