/// The functions of expressions, by the names that they are called with.
enum ExpressionFunction: String, Sendable, CaseIterable {
    case length, contains
    case startsWith = "starts_with"
    case endsWith = "ends_with"
    case lower, upper, trim, split, join, replace
    case toJSON = "to_json"
    case fromJSON = "from_json"
    case formatDate = "format_date"

    /// Bound on every text that an expression makes, so that a short one can't fill the memory.
    static let maximumLength = 16 * 1024 * 1024

    static func checkLength(_ length: Int) throws(ExpressionError) {
        guard length > maximumLength else { return }
        throw ExpressionError("the text would be longer than \(maximumLength >> 20) MiB")
    }

    /// What the arguments are called in messages and documentation.
    var parameters: [String] {
        switch self {
        case .length: ["value"]
        case .contains: ["value", "element"]
        case .startsWith: ["text", "prefix"]
        case .endsWith: ["text", "suffix"]
        case .lower, .upper, .trim, .fromJSON: ["text"]
        case .split: ["text", "separator"]
        case .join: ["list", "separator"]
        case .replace: ["text", "old", "new"]
        case .toJSON: ["value"]
        case .formatDate: ["date", "pattern"]
        }
    }

    /// The result for as many arguments as there are parameters.
    func apply(_ arguments: [Value]) throws(ExpressionError) -> Value {
        switch self {
        case .length: return .integer(try length(of: arguments[0]))
        case .contains: return .boolean(try contains(arguments[0], arguments[1]))
        case .startsWith: return .boolean(try text(0, arguments).utf8.starts(with: try text(1, arguments).utf8))
        case .endsWith:
            return .boolean(try text(0, arguments).utf8.reversed().starts(with: try text(1, arguments).utf8.reversed()))
        case .lower: return .string(try text(0, arguments).lowercased())
        case .upper: return .string(try text(0, arguments).uppercased())
        case .trim: return .string(try text(0, arguments).trimmed)
        case .split: return .list(try split(try text(0, arguments), by: try text(1, arguments)))
        case .join: return .string(try join(arguments[0], by: try text(1, arguments)))
        case .replace:
            return .string(try replace(try text(1, arguments), in: try text(0, arguments), by: try text(2, arguments)))
        case .toJSON: return .string(arguments[0].json)
        case .fromJSON:
            let text = try text(0, arguments)
            do {
                return try Value(json: text)
            } catch {
                throw ExpressionError("\(rawValue): \(error)")
            }
        case .formatDate: return .string(try formatDate(try text(0, arguments), try text(1, arguments)))
        }
    }

    private func text(_ position: Int, _ arguments: [Value]) throws(ExpressionError) -> String {
        if case .string(let text) = arguments[position] { return text }
        throw unfit(arguments[position], as: parameters[position], "a string")
    }

    private func unfit(_ value: Value, as parameter: String, _ wanted: String) -> ExpressionError {
        ExpressionError(
            "\(rawValue): '\(parameter)' must be \(wanted), not \(value.kind)",
            hint: value.isNull ? "say what holds instead of null: value ?? ''" : nil)
    }

    private func length(of value: Value) throws(ExpressionError) -> Int {
        switch value {
        case .string(let text): return text.count
        case .list(let elements): return elements.count
        case .map(let members): return members.count
        default: throw unfit(value, as: parameters[0], "a string, a list or a map")
        }
    }

    private func contains(_ whole: Value, _ part: Value) throws(ExpressionError) -> Bool {
        switch (whole, part) {
        case (.string(let text), .string(let part)):
            return ByteSearch(for: part).firstOffset(in: Array(text.utf8)) != nil
        case (.string, _): throw unfit(part, as: parameters[1], "a string")
        case (.list(let elements), _): return elements.contains { $0.equals(part) }
        case (.map(let members), .string(let key)): return members[key] != nil
        case (.map, _): throw unfit(part, as: parameters[1], "a string")
        default: throw unfit(whole, as: parameters[0], "a string, a list or a map")
        }
    }

    private func split(_ text: String, by separator: String) throws(ExpressionError) -> [Value] {
        let pieces = try pieces(of: text, between: separator)
        return pieces.map { .string(String(decoding: $0, as: UTF8.self)) }
    }

    private func replace(_ old: String, in text: String, by new: String) throws(ExpressionError) -> String {
        let pieces = try pieces(of: text, between: old)
        let change = (pieces.count - 1).multipliedReportingOverflow(by: new.utf8.count - old.utf8.count)
        try Self.checkLength(change.overflow ? .max : text.utf8.count + change.partialValue)
        return String(decoding: Array(pieces.joined(separator: Array(new.utf8))), as: UTF8.self)
    }

    private func pieces(of text: String, between separator: String) throws(ExpressionError) -> [ArraySlice<UInt8>] {
        guard !separator.isEmpty else { throw ExpressionError("\(rawValue): '\(parameters[1])' must not be empty") }
        let bytes = Array(text.utf8)
        let search = ByteSearch(for: separator)
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while let offset = search.firstOffset(in: bytes, from: start) {
            pieces.append(bytes[start..<offset])
            start = offset + separator.utf8.count
        }
        pieces.append(bytes[start...])
        return pieces
    }

    private func join(_ value: Value, by separator: String) throws(ExpressionError) -> String {
        guard case .list(let elements) = value else { throw unfit(value, as: parameters[0], "a list") }
        var text = ""
        for (index, element) in elements.enumerated() {
            if index > 0 { text += separator }
            text += element.text
            try Self.checkLength(text.utf8.count)
        }
        return text
    }

    private func formatDate(_ text: String, _ pattern: String) throws(ExpressionError) -> String {
        guard let date = DateText(text) else {
            throw ExpressionError(
                "\(rawValue): \(text.quoted) is not a date", hint: "dates are 2026-01-31 or 2026-01-31T23:59:00Z")
        }
        guard let formatted = date.formatted(pattern) else {
            throw ExpressionError(
                "\(rawValue): \(pattern.quoted) is not a pattern", hint: "it may hold %Y %m %d %H %M %S %j and %%")
        }
        return formatted
    }
}
