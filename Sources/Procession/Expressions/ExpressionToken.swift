/// A word, literal or sign of an expression.
enum ExpressionToken: Equatable {
    case literal(Value)
    case name(String)
    case symbol(Symbol)
    case end

    enum Symbol: String, CaseIterable {
        case conditional = "?"
        case coalesce = "??"
        case colon = ":"
        case or = "||"
        case and = "&&"
        case equal = "=="
        case unequal = "!="
        case lessOrEqual = "<="
        case less = "<"
        case greaterOrEqual = ">="
        case greater = ">"
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divided = "/"
        case remainder = "%"
        case not = "!"
        case openParenthesis = "("
        case closeParenthesis = ")"
        case openBracket = "["
        case closeBracket = "]"
        case dot = "."
        case comma = ","
    }

    /// How the token is called in messages.
    var description: String {
        switch self {
        case .literal(.string(let text)): "the string \(text.quoted)"
        case .literal(let value): "'\(value.kind == "null" ? "null" : value.text)'"
        case .name(let name): name.quoted
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end"
        }
    }
}
