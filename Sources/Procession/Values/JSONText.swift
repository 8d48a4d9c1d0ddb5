import Foundation

/// JSON text (RFC 8259) of values: written with sorted keys, so that equal values have equal texts.
public enum JSONText {
    /// Thrown where a text is not JSON.
    public struct Malformed: Error, Sendable, Equatable, CustomStringConvertible {
        /// One clause without a full stop.
        public let message: String
        /// 1-based.
        public let line: Int
        /// 1-based, in characters.
        public let column: Int
        /// The key that a map has twice, where that is what is wrong.
        public let duplicateKey: String?

        public var description: String { "\(line):\(column): \(message)" }

        init(_ problem: JSONReader.Problem, in text: String) {
            let index = text.utf8.index(text.startIndex, offsetBy: problem.offset, limitedBy: text.endIndex)
            let before = text.utf8[..<(index ?? text.endIndex)]
            let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { text.utf8.index(after: $0) }
            message = problem.message
            duplicateKey = problem.duplicateKey
            line = before.count { $0 == UInt8(ascii: "\n") } + 1
            column = text[(lineStart ?? text.startIndex)..<before.endIndex].count + 1
        }
    }

    /// The value that `text` holds.
    ///
    /// Integers beyond the range of `Int` become numbers; half of a surrogate pair becomes U+FFFD. Lists and maps may
    /// stand 512 levels deep. Where a key comes twice in a map the last one holds, or, without `allowsDuplicateKeys`, the
    /// text is malformed.
    ///
    /// - Throws: ``Malformed`` with what is wrong and where.
    public static func parse(_ text: String, allowsDuplicateKeys: Bool = true) throws(Malformed) -> Value {
        var native = text
        let result = native.withUTF8 { bytes -> Result<Value, JSONReader.Problem> in
            var reader = JSONReader(bytes, allowsDuplicateKeys: allowsDuplicateKeys)
            do throws(JSONReader.Problem) {
                return .success(try reader.document())
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let value): return value
        case .failure(let problem): throw Malformed(problem, in: text)
        }
    }

    static func write(_ value: Value, to text: inout String) {
        switch value {
        case .null: text += "null"
        case .boolean(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .number(let number): text += number.isFinite ? format(number) : "null"
        case .string(let string): writeString(string, to: &text)
        case .list(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                write(element, to: &text)
            }
            text += "]"
        case .map(let members):
            text += "{"
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { text += "," }
                writeString(member.key, to: &text)
                text += ":"
                write(member.value, to: &text)
            }
            text += "}"
        }
    }

    /// A finite number in the shortest form that reads back as the same one; integral ones without a fraction.
    static func format(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
    }

    private static func writeString(_ string: String, to text: inout String) {
        text += "\""
        guard string.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            text += string
            text += "\""
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension Value {
    /// The value as JSON text with sorted keys.
    public var json: String {
        var text = ""
        JSONText.write(self, to: &text)
        return text
    }

    /// Reads a value from JSON text.
    public init(json: String) throws(JSONText.Malformed) { self = try JSONText.parse(json) }

    /// What `subject` encodes to; durations, dates and URLs become texts.
    public init(encoding subject: some Encodable) throws { self = try ValueEncoder.encode(subject) }

    /// The value decoded as `type`; durations, dates and URLs are read from their texts.
    public func decoded<Subject: Decodable>(as type: Subject.Type) throws -> Subject {
        try ValueDecoder(self).decode(type)
    }
}
