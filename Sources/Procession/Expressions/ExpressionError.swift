/// Why an expression can't be read or evaluated.
public struct ExpressionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One clause without a full stop.
    public var message: String
    public var hint: String?
    /// Where in the text, in characters from its start; nil where it can't be said.
    public var offset: Int?

    public init(_ message: String, hint: String? = nil, offset: Int? = nil) {
        self.message = message
        self.hint = hint
        self.offset = offset
    }

    public var description: String { hint.map { "\(message) (\($0))" } ?? message }
}
