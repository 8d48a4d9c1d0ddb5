/// Finds the expressions in the UTF-8 text of a template.
enum TemplateScanner {
    /// The literals and expressions of a template, in order; never two literals in a row, never an empty one.
    static func parts(of bytes: [UInt8]) throws(ExpressionError) -> [Template.Part] {
        var parts: [Template.Part] = []
        var literal: [UInt8] = []
        func flush() {
            if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
            literal.removeAll()
        }
        var position = 0
        while position < bytes.count {
            let rest = bytes[position...]
            if rest.starts(with: "$${".utf8) {
                literal += "${".utf8
                position += 3
            } else if rest.starts(with: "${".utf8) {
                flush()
                let end = try end(of: bytes, from: position)
                parts.append(try expression(bytes, position + 2..<end))
                position = end + 1
            } else {
                literal.append(bytes[position])
                position += 1
            }
        }
        flush()
        return parts
    }

    /// The expression in `${...}` that is the whole text but for white space; nil if the text doesn't begin so.
    static func soleExpression(in bytes: [UInt8]) throws(ExpressionError) -> Range<Int>? {
        guard let start = bytes.firstIndex(where: { !isSpace($0) }), bytes[start...].starts(with: "${".utf8) else {
            return nil
        }
        let end = try end(of: bytes, from: start)
        guard let behind = bytes[(end + 1)...].firstIndex(where: { !isSpace($0) }) else { return start + 2..<end }
        throw ExpressionError(
            "a condition is one expression, and something follows it", hint: "put all of it between '${' and '}'",
            offset: behind)
    }

    static func expression(_ bytes: [UInt8], _ range: Range<Int>) throws(ExpressionError) -> Template.Part {
        do {
            return .expression(try ExpressionParser.parse(Array(bytes[range])), offset: range.lowerBound)
        } catch {
            var error = error
            error.offset = error.offset.map { $0 + range.lowerBound }
            throw error
        }
    }

    /// Where the `}` is that closes the `${` at `start`: quotes hide braces, and braces nest.
    private static func end(of bytes: [UInt8], from start: Int) throws(ExpressionError) -> Int {
        var depth = 0
        var quote: (byte: UInt8, position: Int)?
        var position = start + 1
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\\") where quote != nil: position += 1
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                if quote == nil { quote = (byte, position) } else if quote?.byte == byte { quote = nil }
            case UInt8(ascii: "{") where quote == nil: depth += 1
            case UInt8(ascii: "}") where quote == nil:
                depth -= 1
                if depth == 0 { return position }
            default: break
            }
            position += 1
        }
        if let quote { throw ExpressionError("the string that begins here is not closed", offset: quote.position) }
        throw ExpressionError(
            "the '}' of this '${' is missing", hint: "close it, or write '$${' for a literal '${'", offset: start)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D) ~= byte }
}
