/// What kind of failure a task met; decides whether another attempt makes sense.
public enum ErrorClass: String, Sendable, Codable, CaseIterable {
    case configuration, validation, expression, authentication, authorization
    case notFound = "not_found"
    case conflict
    /// The other side couldn't be reached or broke off.
    case communication
    /// The other side said "later".
    case unavailable
    case timeout
    /// The work itself failed, such as an exit code other than 0.
    case runtime
    /// Stopped from outside.
    case cancelled
    /// A plugin crashed or did not answer.
    case plugin
    /// The worker died.
    case lost

    /// Whether a retry policy that names no classes retries it.
    public var isRetryable: Bool {
        switch self {
        case .communication, .unavailable, .timeout, .runtime, .plugin: true
        case .configuration, .validation, .expression, .authentication, .authorization, .notFound, .conflict,
            .cancelled, .lost:
            false
        }
    }
}
