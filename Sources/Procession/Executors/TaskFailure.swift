/// Why an attempt failed: an outcome, not an error of the engine.
public struct TaskFailure: Error, Sendable, Equatable {
    public var errorClass: ErrorClass
    /// A stable word of the executor, such as `http-404`; nil where the class says it all.
    public var code: String?
    /// One clause for people, secrets masked.
    public var message: String
    /// The exit code of a child process; 128 + n where signal n ended it.
    public var exitCode: Int?
    /// The other side's wish for when to try again; it outweighs a shorter delay of the retry policy.
    public var retryAfter: Duration?

    public init(
        _ errorClass: ErrorClass, _ message: String, code: String? = nil, exitCode: Int? = nil,
        retryAfter: Duration? = nil
    ) {
        self.errorClass = errorClass
        self.code = code
        self.message = message
        self.exitCode = exitCode
        self.retryAfter = retryAfter
    }
}
