extension InputSpec {
    /// One way in which a value breaks the rules of its input; the message begins after the input's name.
    package struct Violation: Error, Equatable {
        package var code: Diagnostic.Code
        package var message: String
        package var hint: String?

        static let nulByte = Violation(code: "nul-byte", message: "contains a NUL byte")
    }

    /// The value in the input's type, before any further rule.
    ///
    /// Strings are texts that the type reads, wherever they come from: what `--input` gave is stored as JSON strings,
    /// and must read the same at the next start.
    func read(_ value: Value) -> Result<Value, Violation> {
        type.read(value).flatMap { value in
            guard let items, case .list(let elements) = value else { return .success(value) }
            var typed: [Value] = []
            for (index, element) in elements.enumerated() {
                switch items.read(element) {
                case .success(let element): typed.append(element)
                case .failure(var violation):
                    violation.message += " in element \(index + 1)"
                    return .failure(violation)
                }
            }
            return .success(.list(typed))
        }
    }
}

extension ValueType {
    /// What a value of the type is, as the object of "must be".
    var expectation: String {
        switch self {
        case .string: "a string"
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "true or false"
        case .path: "a path"
        case .url: "a URL"
        case .duration: "a duration"
        case .date: "a date"
        case .list: "a list"
        case .map: "a map"
        }
    }

    private var hint: String? {
        switch self {
        case .url: "write it with its scheme, such as https://example.org/path"
        case .duration: ConfigurationSchema.durationHint
        case .date: "write 2026-01-31 or 2026-01-31T23:59:00Z"
        case .map: "write a JSON object"
        default: nil
        }
    }

    /// The value in this type; a string is the text that the type reads.
    package func read(_ value: Value) -> Result<Value, InputSpec.Violation> {
        let found =
            switch value {
            case .string(let text): self.text(text)
            // A number without a fraction is an integer to JSON Schema, however it is written.
            case .number(let number) where self == .integer: Int(exactly: number).map(Value.integer) ?? value
            default: value
            }
        return fits(found) ? .success(found) : .failure(wrongType(value))
    }

    /// The value that a text stands for, or the text itself where it stands for none.
    private func text(_ text: String) -> Value {
        switch self {
        case .string, .path: return .string(text)
        case .integer: return Int(text.trimmed).map(Value.integer) ?? .string(text)
        case .number:
            // Only the numbers of JSON: Swift reads "0x1p3", "inf" and "nan" as well.
            return (try? JSONText.parse(text.trimmed)).flatMap { $0.double == nil ? nil : $0 } ?? .string(text)
        case .boolean:
            switch text.trimmed {
            case "true": return true
            case "false": return false
            default: return .string(text)
            }
        case .url, .duration, .date: return .string(text.trimmed)
        case .map: return Self.json(text)
        case .list:
            let trimmed = text.trimmed
            if trimmed.hasPrefix("[") { return Self.json(trimmed) }
            if trimmed.isEmpty { return [] }
            return .list(
                trimmed.split(separator: ",", omittingEmptySubsequences: false).map { .string(String($0).trimmed) })
        }
    }

    private static func json(_ text: String) -> Value {
        (try? JSONText.parse(text, allowsDuplicateKeys: false)) ?? .string(text)
    }

    private func fits(_ value: Value) -> Bool {
        switch (self, value) {
        case (.string, .string), (.path, .string), (.integer, .integer), (.number, .integer), (.boolean, .boolean),
            (.list, .list), (.map, .map):
            true
        case (.number, .number(let number)): number.isFinite
        case (.url, .string(let text)): Self.isURL(text)
        case (.duration, .string(let text)): DurationText.parse(text) != nil
        case (.date, .string(let text)): DateText(text) != nil
        default: false
        }
    }

    private func wrongType(_ value: Value) -> InputSpec.Violation {
        if case .string(let text) = value, self == .map || self == .list, let key = Self.duplicateKey(in: text) {
            return InputSpec.Violation(
                code: "duplicate-key", message: "has the key \(key.quoted) twice", hint: "keep one of the two")
        }
        let found =
            switch value {
            case .string(let text): text.isEmpty ? "an empty text" : text.quoted
            case .boolean, .integer, .number: value.text
            case .null, .list, .map: value.kind
            }
        return InputSpec.Violation(code: "wrong-type", message: "must be \(expectation), not \(found)", hint: hint)
    }

    private static func duplicateKey(in text: String) -> String? {
        do throws(JSONText.Malformed) {
            _ = try JSONText.parse(text, allowsDuplicateKeys: false)
            return nil
        } catch {
            return error.duplicateKey
        }
    }

    /// Whether a text is an absolute URI (RFC 3986 section 4.3) with something after its scheme, and no white space.
    private static func isURL(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let scheme = text.utf8[..<colon]
        let rest = text.unicodeScalars[text.utf8.index(after: colon)...]
        guard let first = scheme.first, isLetter(first), !rest.isEmpty,
            scheme.allSatisfy({ isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) })
        else { return false }
        // A scheme with a host needs one; `file:///path` and `mailto:x` don't have any.
        if ["http", "https", "ftp", "ws", "wss"].contains(String(Substring(scheme)).lowercased()) {
            guard rest.starts(with: "//".unicodeScalars), let host = rest.dropFirst(2).first,
                !"/?#:".unicodeScalars.contains(host)
            else { return false }
        }
        return rest.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= byte | 0x20 && byte >= 0x41
    }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte }
}
