/// What a WAITING task waits for, beside a point in time.
public struct Awaited: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Somebody's word: an ``ApprovalDecision`` ends the task.
        case approval
        /// The end of a process that the task has started: the task becomes READY then.
        case process
    }

    public var kind: Kind
    /// The question that an approval answers, secrets masked; the id of a process.
    public var subject: String

    public init(kind: Kind, subject: String) {
        self.kind = kind
        self.subject = subject
    }

    /// That somebody says yes or no to a question.
    public static func approval(_ question: String) -> Awaited { Awaited(kind: .approval, subject: question) }

    /// That a process, started by ``TaskProcesses``, has come to its end.
    public static func process(_ id: ProcessID) -> Awaited { Awaited(kind: .process, subject: id.rawValue) }
}
