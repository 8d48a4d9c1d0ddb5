/// Reads expressions by precedence climbing (Pratt, 1973).
///
/// From the loosest to the tightest: `?:`, `??`, `||`, `&&`, `== !=`, `< <= > >=`, `+ -`, `* / %`, unary `! -`,
/// member and index. `?:` and `??` group to the right, the others to the left. How far expressions may nest is
/// bounded, both in the recursion of the parser and in the tree that it makes, so that neither reading nor
/// evaluating hostile text can overflow the stack.
struct ExpressionParser {
    /// The longest text of one expression, in bytes.
    static let maximumLength = 64 * 1024
    /// How many levels of parentheses, operators or members an expression may have.
    static let maximumHeight = 128

    /// A node and how many levels it has.
    struct Tree {
        var node: ExpressionNode
        var height = 1
    }

    private var lexer: ExpressionLexer
    private var depth = 0
    private(set) var token = ExpressionToken.end
    private(set) var start = 0

    /// Reads a whole expression.
    static func parse(_ bytes: [UInt8]) throws(ExpressionError) -> ExpressionNode {
        guard bytes.count <= maximumLength else {
            throw ExpressionError("the expression is longer than \(maximumLength) bytes", offset: 0)
        }
        var parser = Self(lexer: ExpressionLexer(bytes))
        try parser.advance()
        guard parser.token != .end else {
            throw ExpressionError("there is no expression", hint: "write '$${' for a literal '${'", offset: 0)
        }
        let tree = try parser.conditional()
        guard parser.token == .end else { throw parser.unexpected("an operator or the end") }
        return tree.node
    }

    private init(lexer: ExpressionLexer) { self.lexer = lexer }

    // MARK: - Operators

    private mutating func conditional() throws(ExpressionError) -> Tree {
        try descend()
        defer { depth -= 1 }
        let condition = try binary(above: 0)
        guard try skip(.conditional) else { return condition }
        let first = try conditional()
        try expect(.colon)
        let second = try conditional()
        return try grown(
            .conditional(condition.node, first.node, second.node), over: condition.height, first.height, second.height)
    }

    private static func precedence(
        of token: ExpressionToken
    ) -> (operation: ExpressionNode.BinaryOperator, level: Int)? {
        guard case .symbol(let symbol) = token else { return nil }
        return switch symbol {
        case .coalesce: (.coalesce, 1)
        case .or: (.or, 2)
        case .and: (.and, 3)
        case .equal: (.equal, 4)
        case .unequal: (.unequal, 4)
        case .less: (.less, 5)
        case .lessOrEqual: (.lessOrEqual, 5)
        case .greater: (.greater, 5)
        case .greaterOrEqual: (.greaterOrEqual, 5)
        case .plus: (.add, 6)
        case .minus: (.subtract, 6)
        case .times: (.multiply, 7)
        case .divided: (.divide, 7)
        case .remainder: (.remainder, 7)
        case .conditional, .colon, .not, .openParenthesis, .closeParenthesis, .openBracket, .closeBracket, .dot, .comma:
            nil
        }
    }

    private mutating func binary(above floor: Int) throws(ExpressionError) -> Tree {
        try descend()
        defer { depth -= 1 }
        var left = try unary()
        while let (operation, level) = Self.precedence(of: token), level > floor {
            let offset = start
            try advance()
            let right = try binary(above: operation == .coalesce ? level - 1 : level)
            left = try grown(
                .binary(operation, left.node, right.node, offset: offset), over: left.height, right.height)
        }
        return left
    }

    private mutating func unary() throws(ExpressionError) -> Tree {
        let operation: ExpressionNode.UnaryOperator
        switch token {
        case .symbol(.not): operation = .not
        case .symbol(.minus): operation = .negate
        default: return try postfix()
        }
        try descend()
        defer { depth -= 1 }
        let offset = start
        try advance()
        let operand = try unary()
        return try grown(.unary(operation, operand.node, offset: offset), over: operand.height)
    }

    private mutating func postfix() throws(ExpressionError) -> Tree {
        var tree = try primary()
        while true {
            let offset = start
            if try skip(.dot) {
                let name = try memberName()
                tree = try grown(.member(tree.node, name, offset: offset), over: tree.height)
                if token == .symbol(.openParenthesis) {
                    throw ExpressionError(
                        "values have no functions of their own", hint: "write \(name)(value)", offset: offset)
                }
            } else if try skip(.openBracket) {
                let index = try conditional()
                try expect(.closeBracket)
                tree = try grown(.index(tree.node, index.node, offset: offset), over: tree.height, index.height)
            } else {
                return tree
            }
        }
    }

    private mutating func primary() throws(ExpressionError) -> Tree {
        let offset = start
        switch token {
        case .literal(let value):
            try advance()
            return Tree(node: .literal(value))
        case .name(let name):
            try advance()
            return token == .symbol(.openParenthesis)
                ? try call(name, at: offset) : Tree(node: try reference(name, at: offset))
        case .symbol(.openParenthesis):
            try advance()
            let inner = try conditional()
            try expect(.closeParenthesis)
            return inner
        case .symbol(.openBracket):
            try advance()
            let elements = try list(until: .closeBracket)
            return try grown(.list(elements.map(\.node)), over: elements.lazy.map(\.height).max() ?? 0)
        default:
            throw unexpected("a value")
        }
    }

    private mutating func call(_ name: String, at offset: Int) throws(ExpressionError) -> Tree {
        guard let function = ExpressionFunction(rawValue: name) else {
            let names = ExpressionFunction.allCases.map(\.rawValue)
            throw ExpressionError(
                "there is no function \(name.quoted)",
                hint: NearestName.hint(for: name, among: names) ?? "there are \(names.joined(separator: ", "))",
                offset: offset)
        }
        try expect(.openParenthesis)
        let arguments = try list(until: .closeParenthesis)
        let parameters = function.parameters
        guard arguments.count == parameters.count else {
            throw ExpressionError(
                "\(name) takes \(parameters.count) argument\(parameters.count == 1 ? "" : "s"), not \(arguments.count)",
                hint: "write \(name)(\(parameters.joined(separator: ", ")))", offset: offset)
        }
        return try grown(
            .call(function, arguments.map(\.node), offset: offset), over: arguments.lazy.map(\.height).max() ?? 0)
    }

    private mutating func list(until close: ExpressionToken.Symbol) throws(ExpressionError) -> [Tree] {
        var elements: [Tree] = []
        while try !skip(close) {
            if !elements.isEmpty {
                try expect(.comma)
                if try skip(close) { break }
            }
            elements.append(try conditional())
        }
        return elements
    }

    // MARK: - Tokens

    mutating func advance() throws(ExpressionError) { (token, start) = try lexer.next() }

    /// The name at the current token, hyphens included, and goes on to the token after it.
    mutating func takeHyphenatedName() throws(ExpressionError) -> String {
        let name = lexer.hyphenatedName(from: start)
        try advance()
        return name
    }

    mutating func skip(_ symbol: ExpressionToken.Symbol) throws(ExpressionError) -> Bool {
        guard token == .symbol(symbol) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ symbol: ExpressionToken.Symbol) throws(ExpressionError) {
        guard try skip(symbol) else { throw unexpected("'\(symbol.rawValue)'") }
    }

    mutating func memberName() throws(ExpressionError) -> String {
        guard case .name(let name) = token else {
            throw ExpressionError(
                "a name belongs after the '.', not \(token.description)",
                hint: "other keys go in brackets: ['key'], [0]",
                offset: start)
        }
        try advance()
        return name
    }

    func unexpected(_ wanted: String) -> ExpressionError {
        ExpressionError("expected \(wanted), found \(token.description)", offset: start)
    }

    // MARK: - Bounds

    private mutating func descend() throws(ExpressionError) {
        depth += 1
        // Two calls for each level of parentheses.
        guard depth <= 2 * Self.maximumHeight else { throw tooDeep() }
    }

    private func grown(_ node: ExpressionNode, over heights: Int...) throws(ExpressionError) -> Tree {
        let height = (heights.max() ?? 0) + 1
        guard height <= Self.maximumHeight else { throw tooDeep() }
        return Tree(node: node, height: height)
    }

    private func tooDeep() -> ExpressionError {
        ExpressionError(
            "the expression has more than \(Self.maximumHeight) levels", hint: "take it apart, or compute it in a task",
            offset: start)
    }
}
