// What the operators of expressions do with values.

extension Value {
    /// Equality of expressions: numbers by their amount, texts by their Unicode scalars, never across kinds.
    func equals(_ other: Value) -> Bool {
        switch (self, other) {
        case (.integer(let left), .number(let right)), (.number(let right), .integer(let left)):
            return Self.order(left, right) == 0
        case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.equals($1) }
        case (.map(let left), .map(let right)):
            return left.count == right.count
                && left.allSatisfy { key, value in right[key].map { value.equals($0) } ?? false }
        default: return self == other
        }
    }

    func isLess(than other: Value) throws(ExpressionError) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): return left < right
        case (.number(let left), .number(let right)): return left < right
        case (.integer(let left), .number(let right)): return Self.order(left, right) < 0
        case (.number(let left), .integer(let right)): return Self.order(right, left) > 0
        case (.string(let left), .string(let right)): return left.utf8.lexicographicallyPrecedes(right.utf8)
        default:
            throw ExpressionError(
                "\(kind) and \(other.kind) have no order", hint: "compare two numbers or two strings")
        }
    }

    /// Below, at or above 0 as the integer is less than, equal to or greater than the number: exactly, at any size.
    private static func order(_ integer: Int, _ number: Double) -> Int {
        if number >= 0x1p63 { return -1 }
        if number < -0x1p63 { return 1 }
        let whole = Int(number.rounded(.down))
        if integer != whole { return integer < whole ? -1 : 1 }
        return number > number.rounded(.down) ? -1 : 0
    }

    func adding(_ other: Value) throws(ExpressionError) -> Value {
        switch (self, other) {
        case (.string(let left), .string(let right)):
            try ExpressionFunction.checkLength(left.utf8.count + right.utf8.count)
            return .string(left + right)
        case (.string, _), (_, .string):
            throw ExpressionError(
                "'+' adds two numbers or joins two strings, not \(kind) and \(other.kind)",
                hint: "insert values in a text instead: \"${a}${b}\"")
        default:
            return try arithmetic("+", other, integers: { $0.addingReportingOverflow($1) }, numbers: +)
        }
    }

    func subtracting(_ other: Value) throws(ExpressionError) -> Value {
        try arithmetic("-", other, integers: { $0.subtractingReportingOverflow($1) }, numbers: -)
    }

    func multiplied(by other: Value) throws(ExpressionError) -> Value {
        try arithmetic("*", other, integers: { $0.multipliedReportingOverflow(by: $1) }, numbers: *)
    }

    /// The quotient: an integer where two integers divide without a rest.
    func divided(by other: Value) throws(ExpressionError) -> Value {
        try requireDivisor(other)
        if case .integer(let left) = self, case .integer(let right) = other {
            let (rest, _) = left.remainderReportingOverflow(dividingBy: right)
            guard rest == 0 else { return .number(Double(left) / Double(right)) }
            let (quotient, overflows) = left.dividedReportingOverflow(by: right)
            guard !overflows else { throw .overflow }
            return .integer(quotient)
        }
        return try arithmetic("/", other, integers: { $0.dividedReportingOverflow(by: $1) }, numbers: /)
    }

    /// The rest of a division, with the sign of the dividend.
    func remainder(dividingBy other: Value) throws(ExpressionError) -> Value {
        try requireDivisor(other)
        return try arithmetic(
            "%", other, integers: { ($0.remainderReportingOverflow(dividingBy: $1).partialValue, false) },
            numbers: { $0.truncatingRemainder(dividingBy: $1) })
    }

    private func requireDivisor(_ divisor: Value) throws(ExpressionError) {
        guard divisor.double == 0 else { return }
        throw ExpressionError("division by zero")
    }

    private func arithmetic(
        _ sign: String, _ other: Value, integers: (Int, Int) -> (partialValue: Int, overflow: Bool),
        numbers: (Double, Double) -> Double
    ) throws(ExpressionError) -> Value {
        if case .integer(let left) = self, case .integer(let right) = other {
            let (result, overflows) = integers(left, right)
            guard !overflows else { throw .overflow }
            return .integer(result)
        }
        guard let left = double, let right = other.double else {
            throw ExpressionError("'\(sign)' needs two numbers, not \(kind) and \(other.kind)")
        }
        let result = numbers(left, right)
        guard result.isFinite else { throw ExpressionError("the result is too large for a number") }
        return .number(result)
    }
}
