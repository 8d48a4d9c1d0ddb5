import Procession

/// What an unquoted scalar stands for by the core schema of YAML 1.2.2 (section 10.3.2): `no` and `on` are texts.
enum CoreSchema {
    /// The value of an unquoted text.
    ///
    /// Integers beyond 64 bits are numbers. `.inf` and `.nan` stay texts: no JSON, no input and no configuration can
    /// hold them.
    static func value(of text: String) -> Value {
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"):
            if isNull(text) { return .null }
        case UInt8(ascii: "t"), UInt8(ascii: "T"):
            if ["true", "True", "TRUE"].contains(text) { return true }
        case UInt8(ascii: "f"), UInt8(ascii: "F"):
            if ["false", "False", "FALSE"].contains(text) { return false }
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return number(text) ?? .string(text)
        default: break
        }
        return .string(text)
    }

    /// Whether an unquoted text stands for nothing.
    static func isNull(_ text: String) -> Bool {
        text.isEmpty || text.utf8.count <= 4 && ["~", "null", "Null", "NULL"].contains(text)
    }

    private static func number(_ text: String) -> Value? {
        if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8).flatMap { unsigned(text, $0) } }
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16).flatMap { unsigned(text, $0) } }
        guard isDecimal(text) else { return nil }
        if let integer = Int(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { return nil }
        return .number(number)
    }

    /// `Int(_:radix:)` takes a sign after the prefix; YAML doesn't.
    private static func unsigned(_ text: String, _ number: Int) -> Value? {
        text.utf8.contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") } ? nil : .integer(number)
    }

    /// Whether the text is `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
    private static func isDecimal(_ text: String) -> Bool {
        var rest = Substring(text).utf8[...]
        func skipDigits(_ rest: inout Substring.UTF8View) -> Bool {
            let before = rest.count
            rest = rest.drop { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            return rest.count < before
        }
        func skip(_ rest: inout Substring.UTF8View, _ either: Unicode.Scalar, _ other: Unicode.Scalar) -> Bool {
            guard let next = rest.first, next == UInt8(ascii: either) || next == UInt8(ascii: other) else {
                return false
            }
            rest = rest.dropFirst()
            return true
        }
        _ = skip(&rest, "-", "+")
        let hasInteger = skipDigits(&rest)
        let hasPoint = skip(&rest, ".", ".")
        let hasFraction = hasPoint && skipDigits(&rest)
        guard hasInteger || hasFraction else { return false }
        if skip(&rest, "e", "E") {
            _ = skip(&rest, "-", "+")
            guard skipDigits(&rest) else { return false }
        }
        return rest.isEmpty
    }
}

extension Value {
    var isNumber: Bool {
        switch self {
        case .integer, .number: true
        default: false
        }
    }
}

extension YAMLNode {
    /// The node as a value, unquoted scalars read by the core schema.
    var value: Value {
        switch content {
        case .scalar(let scalar): scalar.isResolvable ? CoreSchema.value(of: scalar.text) : .string(scalar.text)
        case .sequence(let elements): .list(elements.map(\.value))
        case .mapping(let members):
            .map(Dictionary(members.map { ($0.name, $0.value.value) }, uniquingKeysWith: { first, _ in first }))
        case .refused: .null
        }
    }

    /// Whether nothing stands there, in one of the ways to write that: `key:`, `key: ~`, `key: null`.
    var isNull: Bool {
        guard let scalar else { return false }
        return scalar.style == .plain && scalar.isResolvable && CoreSchema.isNull(scalar.text)
    }

    /// What the node is, in the words of diagnostics.
    var kindInWords: String {
        switch content {
        case .scalar: isEmpty ? "nothing" : value.kind
        case .sequence: "a list"
        case .mapping: "a map"
        case .refused: "unknown"
        }
    }
}
