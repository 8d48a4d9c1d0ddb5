/// How many executions run at the same time, and what becomes of a start beyond that.
public struct ConcurrencyLimit: Sendable, Codable, Equatable {
    /// What becomes of a start while as many executions run as may.
    public enum WhenFull: String, Sendable, Codable, CaseIterable {
        /// It waits for its turn, in the order of starts.
        case queue
        /// It is refused, and an event says so.
        case skip
        /// Its execution is FAILED, and nothing of it runs.
        case fail
        /// The oldest execution is stopped, and it runs when that has ended.
        case replace
    }

    /// Executions with the same key share the limit, whatever their type; may hold `${...}` of inputs.
    public var key: String
    /// At least 1.
    public var limit: Int
    public var whenFull: WhenFull

    public init(key: String, limit: Int, whenFull: WhenFull = .queue) {
        self.key = key
        self.limit = limit
        self.whenFull = whenFull
    }

    /// How long a key may be once it is filled in, in bytes.
    public static let keyLimit = 255
}
