/// Reads one JSON text (RFC 8259, strictly) from UTF-8.
///
/// Written by hand because task outputs, inputs and every row of the database go through it: Foundation's decoder
/// tries one type of value after the other.
struct JSONReader {
    /// How many lists and maps may stand within each other: what keeps the recursion from overflowing the stack.
    static let maximumDepth = 512

    struct Problem: Error {
        var message: String
        /// In bytes.
        var offset: Int
        /// The key that a map has twice, where that is the problem.
        var duplicateKey: String?
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let allowsDuplicateKeys: Bool
    private var position = 0
    private var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, allowsDuplicateKeys: Bool = true) {
        self.bytes = bytes
        self.allowsDuplicateKeys = allowsDuplicateKeys
    }

    /// The value that is the whole text.
    mutating func document() throws(Problem) -> Value {
        skipByteOrderMark()
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw unexpected("the end") }
        return value
    }

    private mutating func value() throws(Problem) -> Value {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try map()
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || Self.isDigit(byte): return try number()
        default: throw unexpected("a value")
        }
    }

    // MARK: - Lists and maps

    private mutating func list() throws(Problem) -> Value {
        try descend()
        defer { depth -= 1 }
        var elements: [Value] = []
        skipSpace()
        if skip("]") { return .list(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if skip("]") { return .list(elements) }
            guard skip(",") else { throw unexpected("',' or ']'") }
        }
    }

    private mutating func map() throws(Problem) -> Value {
        try descend()
        defer { depth -= 1 }
        var members: [String: Value] = [:]
        skipSpace()
        if skip("}") { return .map(members) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else {
                throw unexpected(members.isEmpty ? "a string or '}'" : "a string")
            }
            let start = position
            let key = try string()
            skipSpace()
            guard skip(":") else { throw unexpected("':'") }
            if members.updateValue(try value(), forKey: key) != nil, !allowsDuplicateKeys {
                throw Problem(message: "\(key.quoted) is given twice", offset: start, duplicateKey: key)
            }
            skipSpace()
            if skip("}") { return .map(members) }
            guard skip(",") else { throw unexpected("',' or '}'") }
        }
    }

    private mutating func descend() throws(Problem) {
        guard depth < Self.maximumDepth else {
            throw Problem(message: "more than \(Self.maximumDepth) levels of lists and maps", offset: position)
        }
        depth += 1
        position += 1
    }

    // MARK: - Scalars

    private mutating func word(_ word: StaticString, _ value: Value) throws(Problem) -> Value {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[position..<end].elementsEqual(
                UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else { throw unexpected("a value") }
        position = end
        return value
    }

    private mutating func number() throws(Problem) -> Value {
        let start = position
        let isNegative = skip("-")
        let firstDigit = position
        var magnitude: Int? = 0
        while let digit = digit() {
            // Counted below zero, where the smallest integer has its place.
            let (product, first) = (magnitude ?? 0).multipliedReportingOverflow(by: 10)
            let (sum, second) = product.subtractingReportingOverflow(digit)
            magnitude = magnitude == nil || first || second ? nil : sum
        }
        guard position > firstDigit else { throw unexpected("a digit") }
        if position > firstDigit + 1, bytes[firstDigit] == UInt8(ascii: "0") {
            throw Problem(message: "a number can't begin with 0", offset: start)
        }
        var isInteger = true
        if skip(".") {
            isInteger = false
            try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if !skip("+") { _ = skip("-") }
            try digits()
        }
        if isInteger, let magnitude {
            if isNegative { return .integer(magnitude) }
            if magnitude != .min { return .integer(-magnitude) }
        }
        guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite else {
            throw Problem(message: "the number is too large", offset: start)
        }
        return .number(number)
    }

    private mutating func digit() -> Int? {
        guard let byte = current, Self.isDigit(byte) else { return nil }
        position += 1
        return Int(byte - UInt8(ascii: "0"))
    }

    private mutating func digits() throws(Problem) {
        guard digit() != nil else { throw unexpected("a digit") }
        while digit() != nil {}
    }

    private mutating func string() throws(Problem) -> String {
        let opening = position
        position += 1
        let start = position
        // Almost every string ends without an escape, and is then one copy.
        var content: [UInt8]?
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return content.map { String(decoding: $0, as: UTF8.self) }
                    ?? String(decoding: bytes[start..<position - 1], as: UTF8.self)
            case UInt8(ascii: "\\"):
                var escaped = content ?? Array(bytes[start..<position])
                content = nil
                try escape(into: &escaped)
                content = escaped
            case 0..<0x20:
                throw Problem(message: "a control character in a string must be escaped", offset: position)
            default:
                content?.append(byte)
                position += 1
            }
        }
        throw Problem(message: "the string that begins here is not closed", offset: opening)
    }

    private mutating func escape(into content: inout [UInt8]) throws(Problem) {
        let start = position
        position += 1
        let escaped = current
        position += 1
        switch escaped {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(escaped ?? 0)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            guard let unit = codeUnit() else {
                throw Problem(message: "'\\u' needs four hexadecimal digits", offset: start)
            }
            content += String(try scalar(startingWith: unit)).utf8
        default: throw Problem(message: "there is no such escape in a string", offset: start)
        }
    }

    /// The scalar of a UTF-16 code unit and, where it needs one, of the unit after it.
    private mutating func scalar(startingWith unit: UInt32) throws(Problem) -> Character {
        if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
        let afterFirst = position
        if unit < 0xDC00, skip("\\"), skip("u"), let low = codeUnit(), 0xDC00...0xDFFF ~= low,
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        {
            return Character(scalar)
        }
        position = afterFirst
        return "\u{FFFD}"
    }

    private mutating func codeUnit() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        var unit: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        position += 4
        return unit
    }

    // MARK: - Bytes

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func skipByteOrderMark() {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    private func unexpected(_ wanted: String) -> Problem {
        guard position < bytes.count else {
            return Problem(message: "expected \(wanted), found the end", offset: bytes.count)
        }
        let rest = String(decoding: bytes[position..<min(position + 16, bytes.count)], as: UTF8.self)
        return Problem(message: "expected \(wanted), found '\(rest.prefix(1))'", offset: position)
    }
}
