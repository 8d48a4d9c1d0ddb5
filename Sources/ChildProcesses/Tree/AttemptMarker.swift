public import Procession

/// The variable by which every process that an attempt has started, however indirectly, can be told from all others.
public struct AttemptMarker: Sendable, Hashable {
    /// What the variable is called.
    public static let variable = "PROCESSION_ATTEMPT_ID"

    /// `<execution>/<task>/<attempt>`, by ids.
    public let value: String

    public init(executionID: ExecutionID, taskID: TaskID, attempt: Int) {
        value = "\(executionID)/\(taskID)/\(attempt)"
    }

    init(value: String) { self.value = value }

    /// As it stands in the environment.
    var entry: String { "\(Self.variable)=\(value)" }
}
