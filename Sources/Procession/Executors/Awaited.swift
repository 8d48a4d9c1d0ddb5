/// What a WAITING task waits for, beside a point in time.
public struct Awaited: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Somebody's word: an ``ApprovalDecision`` ends the task.
        case approval
    }

    public var kind: Kind
    /// The question that an approval answers; secrets masked.
    public var subject: String

    public init(kind: Kind, subject: String) {
        self.kind = kind
        self.subject = subject
    }

    /// That somebody says yes or no to a question.
    public static func approval(_ question: String) -> Awaited { Awaited(kind: .approval, subject: question) }
}
