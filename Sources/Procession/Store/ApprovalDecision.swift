public import struct Foundation.Date

/// What somebody says to a task that waits for approval; it ends the task.
public struct ApprovalDecision: Sendable, Equatable {
    /// False fails the task.
    public var isApproved: Bool
    /// Who says so, in their own words; nil where nobody was named.
    public var by: String?
    public var note: String?
    public var decidedAt: Date

    public init(isApproved: Bool, by: String? = nil, note: String? = nil, decidedAt: Date) {
        self.isApproved = isApproved
        self.by = by
        self.note = note
        self.decidedAt = decidedAt
    }

    /// What a task that was decided on gives back.
    public static let outputTypes: [String: ValueType] = [
        "approved": .boolean, "by": .string, "note": .string, "decided_at": .date
    ]
    /// Those that are null where nobody was named, or nothing noted.
    public static let optionalOutputs: Set<String> = ["by", "note"]

    /// What the task gives back, whether it completes or fails.
    public var outputs: [String: Value] {
        [
            "approved": .boolean(isApproved), "by": by.map(Value.string) ?? .null,
            "note": note.map(Value.string) ?? .null, "decided_at": .string(DateText(decidedAt).text)
        ]
    }

    /// Why the task fails, a failure that no policy retries by itself; nil if it completes.
    public var failure: TaskFailure? {
        isApproved ? nil : TaskFailure(.authorization, "rejected\(circumstances)", code: "rejected")
    }

    /// Such as " by ann: too early"; empty where nothing is said.
    public var circumstances: String {
        (by.map { " by \($0)" } ?? "") + (note.map { ": \($0)" } ?? "")
    }
}
