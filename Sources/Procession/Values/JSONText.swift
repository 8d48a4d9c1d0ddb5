import Foundation

/// JSON text (RFC 8259) of values: written with sorted keys, so that equal values have equal texts.
public enum JSONText {
    /// Thrown where a text is not JSON.
    public struct Malformed: Error, CustomStringConvertible {
        public let description: String
    }

    /// The value that `text` holds.
    ///
    /// - Throws: ``Malformed`` with what is wrong.
    public static func parse(_ text: String) throws(Malformed) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch DecodingError.dataCorrupted(let context) {
            let cause = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] as? String
            throw Malformed(description: cause ?? context.debugDescription)
        } catch {
            throw Malformed(description: "\(error)")
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

    /// What `subject` encodes to.
    public init(encoding subject: some Encodable) throws {
        self = try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(subject))
    }

    /// The value decoded as `type`.
    public func decoded<Subject: Decodable>(as type: Subject.Type) throws -> Subject {
        try JSONDecoder().decode(type, from: Data(json.utf8))
    }
}
