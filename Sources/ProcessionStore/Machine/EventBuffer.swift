import Procession

/// Events of one transaction, written many at a time.
struct EventBuffer {
    /// What an event says beside when, who and which process.
    struct Subject {
        /// Empty where it concerns none.
        var process: String
        var execution: SQLValue = nil
        var task: SQLValue = nil
        var name: SQLValue = nil
        var attempt: SQLValue = nil
    }

    private static let target = BulkInsert.Target(
        "events",
        [
            "occurred_at", "kind", "process_id", "execution_id", "task_id", "task", "attempt", "status", "actor",
            "detail"
        ])

    private let now: SQLValue
    let actor: SQLValue
    private var rows = BulkInsert(target)

    init(now: SQLValue, actor: String) {
        self.now = now
        self.actor = .text(actor)
    }

    mutating func append(_ kind: SQLValue, _ subject: Subject, status: SQLValue = nil, detail: String? = nil) {
        rows.append([
            now, kind, .text(subject.process), subject.execution, subject.task, subject.name, subject.attempt, status,
            actor, .text(detail)
        ])
    }

    mutating func append(_ status: TaskStatus, _ subject: Subject, detail: String? = nil) {
        append(Self.kind(of: status), subject, status: .text(status.rawValue), detail: detail)
    }

    mutating func flush(_ connection: any SQLConnection) throws(ProcessionError) { try rows.flush(connection) }

    /// `task.in-progress` and so on.
    static func kind(of status: TaskStatus) -> SQLValue {
        switch status {
        case .pending: "task.pending"
        case .ready: "task.ready"
        case .inProgress: "task.in-progress"
        case .waiting: "task.waiting"
        case .completed: "task.completed"
        case .failed: "task.failed"
        case .stopped: "task.stopped"
        case .skipped: "task.skipped"
        }
    }
}
