import Procession

/// What a command says to a task that waits for approval.
struct DecisionOrder: Sendable {
    var task: TaskID
    var isApproved: Bool
    var by: String?
    var note: String?
}
