/// One expression: references, literals, operators and functions.
///
/// ```
/// tasks.load-data.outputs.rows > 0 && (inputs.mode ?? 'full') != 'dry-run'
/// ```
///
/// Integers stay integers (`/` too, where it leaves no rest) and overflow is an error; `==` is false across kinds;
/// `&&`, `||` and `!` go by what counts as true (``Value/isTruthy``) and give booleans; a member or element that
/// isn't there is null, and so is everything in it.
public struct Expression: Sendable, Equatable {
    private let text: String
    let node: ExpressionNode

    /// Reads an expression, without the `${` and `}` around it.
    public init(parsing text: String) throws(ExpressionError) {
        self.text = text
        do {
            node = try ExpressionParser.parse(Array(text.utf8))
        } catch {
            throw error.inCharacters(of: text)
        }
    }

    /// Every reference in it, in order of appearance.
    public var references: [Reference] {
        var references: [Reference] = []
        node.forEachReference { reference, _ in references.append(reference) }
        return references
    }

    public func evaluate(in scope: some ExpressionScope) throws(ExpressionError) -> Value {
        do {
            return try node.evaluate(in: scope)
        } catch {
            throw error.inCharacters(of: text)
        }
    }
}
