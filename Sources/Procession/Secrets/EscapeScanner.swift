/// Reads one character that a program has not written as it is.
///
/// Knows percent-encoding (with `+` for a blank), the escapes of JSON, a backslash before any punctuation, character
/// references of XML and HTML, and a `'` within text that a shell has in single quotes.
struct EscapeScanner {
    enum Meaning: Equatable {
        /// Perhaps only a part of a character.
        case byte(UInt8)
        case character(Unicode.Scalar)
    }

    private let text: [UInt8]
    /// Where what follows the escape begins.
    private(set) var position: Int
    /// Whether the text ended within what may be an escape.
    private(set) var isCut = false

    init(_ text: [UInt8], at position: Int) {
        self.text = text
        self.position = position
    }

    /// The bytes with which an escape begins.
    static let leads = (UInt8.min...UInt8.max).filter(isLead)

    static func isLead(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "\\"), UInt8(ascii: "&"), UInt8(ascii: "'"): true
        default: false
        }
    }

    /// What stands here; nil if it is no escape, or is cut.
    mutating func meaning() -> Meaning? {
        switch next() {
        case UInt8(ascii: "%"): hexadecimal(digits: 2).map { .byte(UInt8(truncatingIfNeeded: $0)) }
        case UInt8(ascii: "+"): .byte(UInt8(ascii: " "))
        case UInt8(ascii: "\\"): afterBackslash()
        case UInt8(ascii: "&"): reference()
        case UInt8(ascii: "'"): quoteWithinQuotes()
        default: nil
        }
    }

    private mutating func next() -> UInt8? {
        guard position < text.count else {
            isCut = true
            return nil
        }
        defer { position += 1 }
        return text[position]
    }

    private mutating func hexadecimal(digits: Int) -> UInt32? {
        var number: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = next()?.hexadecimalValue else { return nil }
            number = number << 4 | digit
        }
        return number
    }

    // MARK: JSON

    private mutating func afterBackslash() -> Meaning? {
        guard let byte = next() else { return nil }
        switch byte {
        case UInt8(ascii: "n"): return .byte(0x0A)
        case UInt8(ascii: "r"): return .byte(0x0D)
        case UInt8(ascii: "t"): return .byte(0x09)
        case UInt8(ascii: "b"): return .byte(0x08)
        case UInt8(ascii: "f"): return .byte(0x0C)
        case UInt8(ascii: "u"): return codeUnits().flatMap(Unicode.Scalar.init).map(Meaning.character)
        default: return byte.isPunctuation ? .byte(byte) : nil
        }
    }

    /// The code point of one code unit of UTF-16, or of two of which each has its own `\u`.
    private mutating func codeUnits() -> UInt32? {
        guard let first = hexadecimal(digits: 4) else { return nil }
        guard 0xD800..<0xDC00 ~= first else { return first }
        guard next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u"), let second = hexadecimal(digits: 4),
            0xDC00..<0xE000 ~= second
        else { return nil }
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    // MARK: XML and HTML

    private static let names: [String: UInt8] = [
        "amp": UInt8(ascii: "&"), "lt": UInt8(ascii: "<"), "gt": UInt8(ascii: ">"), "quot": UInt8(ascii: "\""),
        "apos": UInt8(ascii: "'")
    ]

    private mutating func reference() -> Meaning? {
        guard let first = next() else { return nil }
        if first == UInt8(ascii: "#") { return number().flatMap(Unicode.Scalar.init).map(Meaning.character) }
        var name: [UInt8] = []
        var byte: UInt8? = first
        while let letter = byte, letter != UInt8(ascii: ";") {
            guard name.count < 4, UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter else { return nil }
            name.append(letter)
            byte = next()
        }
        return byte == nil ? nil : Self.names[String(decoding: name, as: UTF8.self)].map(Meaning.byte)
    }

    /// The number of a character, in at most eight digits.
    private mutating func number() -> UInt32? {
        var number: UInt32 = 0
        var radix: UInt32 = 10
        for index in 0...9 {
            guard let byte = next() else { return nil }
            if byte == UInt8(ascii: ";") { return index > 0 ? number : nil }
            if index == 0, byte | 0x20 == UInt8(ascii: "x") {
                radix = 16
                continue
            }
            guard let digit = byte.hexadecimalValue, digit < radix, number <= 0x10FFFF else { return nil }
            number = number * radix + digit
        }
        return nil
    }

    // MARK: Shells

    /// `'\''` and `'"'"'`: the quotes are closed, a quote is written in another way, and they are opened again.
    private mutating func quoteWithinQuotes() -> Meaning? {
        let rest: StaticString
        switch next() {
        case UInt8(ascii: "\\"): rest = "''"
        case UInt8(ascii: "\""): rest = "'\"'"
        default: return nil
        }
        let isThere = rest.withUTF8Buffer { expected in
            for byte in expected where next() != byte { return false }
            return true
        }
        return isThere ? .byte(UInt8(ascii: "'")) : nil
    }
}

extension UInt8 {
    fileprivate var hexadecimalValue: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Whether it is ASCII that can be seen, or a blank, but no letter or digit.
    fileprivate var isPunctuation: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            false
        default: 0x20..<0x7F ~= self
        }
    }
}
