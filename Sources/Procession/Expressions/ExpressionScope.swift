/// Where an expression finds the values of its references.
public protocol ExpressionScope {
    /// The value of a reference.
    ///
    /// Called once for each occurrence that is evaluated. Throwing ends the evaluation with that error.
    func value(of reference: Reference) throws(ExpressionError) -> Value
}
