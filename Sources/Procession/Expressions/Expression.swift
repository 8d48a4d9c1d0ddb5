/// One expression: references, literals, operators and functions.
public struct Expression: Sendable, Equatable {
    /// Reads an expression, without the `${` and `}` around it.
    public init(parsing text: String) throws(ExpressionError) { throw ExpressionError("") }
    /// Every reference in it, in order of appearance.
    public var references: [Reference] { [] }
    public func evaluate(in scope: some ExpressionScope) throws(ExpressionError) -> Value { .null }
}
