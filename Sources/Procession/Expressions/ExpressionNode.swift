/// An expression taken apart; offsets are in bytes of the text that it was read from.
indirect enum ExpressionNode: Sendable, Equatable {
    case literal(Value)
    case reference(Reference, offset: Int)
    case list([ExpressionNode])
    case unary(UnaryOperator, ExpressionNode, offset: Int)
    case binary(BinaryOperator, ExpressionNode, ExpressionNode, offset: Int)
    case conditional(ExpressionNode, ExpressionNode, ExpressionNode)
    case member(ExpressionNode, String, offset: Int)
    case index(ExpressionNode, ExpressionNode, offset: Int)
    case call(ExpressionFunction, [ExpressionNode], offset: Int)

    enum UnaryOperator { case not, negate }

    enum BinaryOperator {
        case coalesce, or, and
        case equal, unequal
        case less, lessOrEqual, greater, greaterOrEqual
        case add, subtract, multiply, divide, remainder
    }

    /// Calls `body` with every reference, in order of appearance.
    func forEachReference(_ body: (Reference, _ offset: Int) -> Void) {
        switch self {
        case .literal: break
        case .reference(let reference, let offset): body(reference, offset)
        case .list(let nodes), .call(_, let nodes, _): for node in nodes { node.forEachReference(body) }
        case .unary(_, let node, _), .member(let node, _, _): node.forEachReference(body)
        case .binary(_, let left, let right, _), .index(let left, let right, _):
            left.forEachReference(body)
            right.forEachReference(body)
        case .conditional(let condition, let first, let second):
            condition.forEachReference(body)
            first.forEachReference(body)
            second.forEachReference(body)
        }
    }
}
