extension ExpressionNode {
    func evaluate(in scope: some ExpressionScope) throws(ExpressionError) -> Value {
        switch self {
        case .literal(let value): return value
        case .reference(let reference, let offset):
            do {
                return try scope.value(of: reference)
            } catch {
                throw error.at(offset)
            }
        case .list(let nodes): return .list(try Self.evaluate(nodes, in: scope))
        case .unary(.not, let operand, _): return .boolean(!(try operand.evaluate(in: scope).isTruthy))
        case .unary(.negate, let operand, let offset):
            switch try operand.evaluate(in: scope) {
            case .integer(let number):
                let (result, overflows) = (0).subtractingReportingOverflow(number)
                guard !overflows else { throw .overflow.at(offset) }
                return .integer(result)
            case .number(let number): return .number(-number)
            case let value: throw ExpressionError("'-' needs a number, not \(value.kind)", offset: offset)
            }
        case .binary(let operation, let left, let right, let offset):
            return try Self.evaluate(operation, left, right, at: offset, in: scope)
        case .conditional(let condition, let first, let second):
            return try condition.evaluate(in: scope).isTruthy
                ? try first.evaluate(in: scope) : try second.evaluate(in: scope)
        case .member(let subject, let name, let offset):
            return try Self.member(.string(name), of: try subject.evaluate(in: scope), at: offset)
        case .index(let subject, let index, let offset):
            let subject = try subject.evaluate(in: scope)
            return try Self.member(try index.evaluate(in: scope), of: subject, at: offset)
        case .call(let function, let nodes, let offset):
            let arguments = try Self.evaluate(nodes, in: scope)
            do {
                return try function.apply(arguments)
            } catch {
                throw error.at(offset)
            }
        }
    }

    private static func evaluate(
        _ nodes: [ExpressionNode], in scope: some ExpressionScope
    ) throws(ExpressionError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(nodes.count)
        for node in nodes { values.append(try node.evaluate(in: scope)) }
        return values
    }

    private static func evaluate(
        _ operation: BinaryOperator, _ left: ExpressionNode, _ right: ExpressionNode, at offset: Int,
        in scope: some ExpressionScope
    ) throws(ExpressionError) -> Value {
        let first = try left.evaluate(in: scope)
        // These three may leave their right side alone.
        switch operation {
        case .coalesce: return first.isNull ? try right.evaluate(in: scope) : first
        case .or: return .boolean(first.isTruthy ? true : try right.evaluate(in: scope).isTruthy)
        case .and: return .boolean(first.isTruthy ? try right.evaluate(in: scope).isTruthy : false)
        default: break
        }
        let second = try right.evaluate(in: scope)
        do {
            switch operation {
            case .equal: return .boolean(first.equals(second))
            case .unequal: return .boolean(!first.equals(second))
            case .less: return .boolean(try first.isLess(than: second))
            case .lessOrEqual: return .boolean(!(try second.isLess(than: first)))
            case .greater: return .boolean(try second.isLess(than: first))
            case .greaterOrEqual: return .boolean(!(try first.isLess(than: second)))
            case .add: return try first.adding(second)
            case .subtract: return try first.subtracting(second)
            case .multiply: return try first.multiplied(by: second)
            case .divide: return try first.divided(by: second)
            case .remainder: return try first.remainder(dividingBy: second)
            case .coalesce, .or, .and: return .null
            }
        } catch {
            throw error.at(offset)
        }
    }

    /// The member or element that `key` names; null where there is none.
    private static func member(_ key: Value, of subject: Value, at offset: Int) throws(ExpressionError) -> Value {
        switch (subject, key) {
        case (.null, _): return .null
        case (.map(let members), .string(let name)): return members[name] ?? .null
        case (.list(let elements), .integer(let index)): return elements.indices ~= index ? elements[index] : .null
        case (.map, _): throw ExpressionError("a map's key is a string, not \(key.kind)", offset: offset)
        case (.list, .string(let name)):
            throw ExpressionError(
                "a list has no \(name.quoted)",
                hint: name == "length" || name == "count" ? "write length(...)" : "its elements are [0], [1], ...",
                offset: offset)
        case (.list, _): throw ExpressionError("a list's index is an integer, not \(key.kind)", offset: offset)
        default: throw ExpressionError("\(subject.kind) has no members", offset: offset)
        }
    }
}

extension ExpressionError {
    static var overflow: ExpressionError { ExpressionError("the result is too large for an integer") }

    /// The error at `offset`, unless it says already where it is.
    func at(_ offset: Int) -> ExpressionError {
        var error = self
        if error.offset == nil { error.offset = offset }
        return error
    }

    /// The error with its offset in bytes turned into one in characters of `text`, after `base` bytes of it.
    func inCharacters(of text: String, from base: Int = 0) -> ExpressionError {
        var error = self
        error.offset = offset.map { text.characterOffset(ofByte: base + $0) }
        return error
    }
}

extension String {
    /// How many characters stand before a byte of the text's UTF-8.
    func characterOffset(ofByte offset: Int) -> Int {
        let index = utf8.index(startIndex, offsetBy: offset, limitedBy: endIndex) ?? endIndex
        return self[..<index].count
    }
}
