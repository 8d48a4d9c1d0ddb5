import Procession

/// What a group comes to, as the rows of its items say.
struct GroupResult {
    var status: TaskStatus
    var message: String?
    var errorClass: ErrorClass?
    /// JSON object: for each name a list with what each item gave, null where it gave nothing.
    var outputs: String

    /// - Parameter failure: why the group has failed, if it did before all its items have ended.
    init(of group: TaskID, failure: String?, _ connection: any SQLConnection) throws(ProcessionError) {
        var items = ItemOutputs()
        var failed: [(name: String, message: String?, errorClass: ErrorClass?)] = []
        var stopped = 0
        try connection.query(
            """
            SELECT status, outputs, name, error_message, error_class FROM tasks WHERE group_task_id = ?
            ORDER BY task_index
            """, [.id(group)]
        ) { row throws(ProcessionError) in
            let status: TaskStatus = try row.word(0)
            try items.append(status == .completed ? row.optionalText(1) : nil)
            if status == .failed { failed.append((row.text(2), row.optionalText(3), try row.optionalWord(4))) }
            if status == .stopped { stopped += 1 }
        }
        let declared: String? = try connection.row("SELECT declared_outputs FROM tasks WHERE task_id = ?", [.id(group)])
        { $0.text(0) }
        outputs = try items.json(declared: declared ?? "{}")
        errorClass = failed.first?.errorClass
        if let failure {
            (status, message) = (.failed, failure)
        } else if let first = failed.first {
            let subject = failed.count == 1 ? "" : "\(failed.count) of \(items.count) failed, first "
            (status, message) = (.failed, "\(subject)'\(first.name)' failed: \(first.message ?? "no reason was given")")
        } else if stopped > 0 {
            (status, message) = (.stopped, "\(stopped) of \(items.count) were stopped")
        } else {
            (status, message) = (.completed, nil)
        }
    }
}

/// Outputs of items, gathered by name.
private struct ItemOutputs {
    private(set) var count = 0
    private var lists: [String: [Value]] = [:]

    /// - Parameter outputs: JSON object; nil of an item that gave none.
    mutating func append(_ outputs: String?) throws(ProcessionError) {
        for (name, value) in try Self.members(outputs ?? "{}") {
            fill(name)
            lists[name]?.append(value)
        }
        count += 1
    }

    /// - Parameter declared: JSON object whose names have a list even if no item gave a value.
    func json(declared: String) throws(ProcessionError) -> String {
        var complete = self
        for name in Array(lists.keys) + Array(try Self.members(declared).keys) { complete.fill(name) }
        return Value.map(complete.lists.mapValues(Value.list)).json
    }

    /// Adds null for the items so far that gave no value of that name.
    private mutating func fill(_ name: String) {
        let missing = count - (lists[name]?.count ?? 0)
        lists[name, default: []] += Array(repeating: Value.null, count: missing)
    }

    private static func members(_ json: String) throws(ProcessionError) -> [String: Value] {
        if json == "{}" { return [:] }
        do {
            return try Value(json: json).map ?? [:]
        } catch {
            throw ProcessionError(.databaseCorrupt, "the outputs of an item can't be read", cause: error)
        }
    }
}
