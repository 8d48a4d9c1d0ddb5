/// A text with `${...}` in it, taken apart.
public struct Template: Sendable, Equatable {
    /// Whether a text holds anything to replace, `$${` included.
    public static func isTemplate(_ text: String) -> Bool { text.contains("${") }
    public init(parsing text: String) throws(ExpressionError) { throw ExpressionError("") }
    /// A condition: one whole expression, with or without `${` and `}` around it.
    public init(parsingCondition text: String) throws(ExpressionError) { throw ExpressionError("") }
    public var references: [Reference] { [] }
    /// The value: that of the expression where it is the whole text, a string otherwise.
    public func resolve(in scope: some ExpressionScope) throws(ExpressionError) -> Value { .null }
    /// The text as a URL, each value percent-encoded by its position (path segment, query, fragment).
    public func resolveURL(in scope: some ExpressionScope) throws(ExpressionError) -> String { "" }
}
