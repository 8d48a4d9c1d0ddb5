/// Cuts the UTF-8 text of an expression into tokens; offsets are in bytes.
struct ExpressionLexer {
    private let bytes: [UInt8]
    private(set) var position: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = 0
    }

    /// The next token and where it starts.
    mutating func next() throws(ExpressionError) -> (token: ExpressionToken, start: Int) {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        let start = position
        guard position < bytes.count else { return (.end, start) }
        switch bytes[position] {
        case let byte where Self.isDigit(byte): return (.literal(try number()), start)
        case let byte where Self.isNameStart(byte): return (.name(name(allowingHyphens: false)), start)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return (.literal(.string(try string())), start)
        default: return (.symbol(try symbol()), start)
        }
    }

    /// The name that starts at `start`, hyphens included, such as a task's; empty if there is none.
    mutating func hyphenatedName(from start: Int) -> String {
        position = start
        return name(allowingHyphens: true)
    }

    private mutating func name(allowingHyphens: Bool) -> String {
        let start = position
        while position < bytes.count,
            Self.isNamePart(bytes[position]) || (allowingHyphens && bytes[position] == UInt8(ascii: "-"))
        {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func symbol() throws(ExpressionError) -> ExpressionToken.Symbol {
        for length in [2, 1] {
            let text = String(decoding: bytes[position...].prefix(length), as: UTF8.self)
            if let symbol = ExpressionToken.Symbol(rawValue: text) {
                position += text.utf8.count
                return symbol
            }
        }
        let rest = String(decoding: bytes[position...].prefix(8), as: UTF8.self)
        let hint: String? =
            switch rest.first {
            case "=": "compare with '=='"
            case "&": "write 'and' as '&&'"
            case "|": "write 'or' as '||'"
            case "$": "within an expression, names stand without '${' and '}'"
            case "{", "}": "there are no map literals; from_json('...') makes a map"
            default: nil
            }
        throw ExpressionError("'\(rest.prefix(1))' has no meaning here", hint: hint, offset: position)
    }

    private mutating func number() throws(ExpressionError) -> Value {
        let start = position
        skipDigits()
        var isInteger = true
        if byte(at: position) == UInt8(ascii: "."), byte(at: position + 1).map(Self.isDigit) == true {
            isInteger = false
            position += 1
            skipDigits()
        }
        if let exponent = byte(at: position), exponent | 0x20 == UInt8(ascii: "e") {
            let sign = byte(at: position + 1)
            let digits = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") ? position + 2 : position + 1
            if byte(at: digits).map(Self.isDigit) == true {
                isInteger = false
                position = digits
                skipDigits()
            }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let next = byte(at: position), Self.isNamePart(next) {
            throw ExpressionError("'\(text)' runs into a name", hint: "separate them", offset: start)
        }
        if isInteger, let number = Int(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else {
            throw ExpressionError("\(text.quoted) is too large a number", offset: start)
        }
        return .number(number)
    }

    private mutating func string() throws(ExpressionError) -> String {
        let start = position
        let quote = bytes[position]
        var content: [UInt8] = []
        position += 1
        while let byte = byte(at: position) {
            position += 1
            switch byte {
            case quote: return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &content)
            default: content.append(byte)
            }
        }
        throw ExpressionError("the string that begins here is not closed", offset: start)
    }

    private mutating func escape(into content: inout [UInt8]) throws(ExpressionError) {
        let start = position - 1
        let escaped = byte(at: position)
        position += 1
        switch escaped {
        case UInt8(ascii: "n"): content.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): content.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "t"): content.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "/"):
            content.append(escaped ?? 0)
        case UInt8(ascii: "u"):
            let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
            guard digits.utf8.count == 4, digits.utf8.allSatisfy({ Self.isHexadecimal($0) }),
                let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
            else {
                throw ExpressionError("'\\u' needs the four hexadecimal digits of a character", offset: start)
            }
            position += 4
            content += Array(String(Character(scalar)).utf8)
        default:
            throw ExpressionError(
                "there is no such escape in a string", hint: #"there are \n \r \t \\ \' \" \/ \uXXXX"#, offset: start)
        }
    }

    private mutating func skipDigits() {
        while let byte = byte(at: position), Self.isDigit(byte) { position += 1 }
    }

    private func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D) ~= byte }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte }
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")) ~= byte | 0x20
    }
    private static func isNameStart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= byte | 0x20 && byte >= 0x41
    }
    private static func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }
}
