/// The forms that names may have.
public enum NameSyntax {
    /// Whether `text` may name a process type, a task, an executor or a plugin: `[a-z][a-z0-9-]{0,62}`.
    public static func isName(_ text: String) -> Bool { matches(text, separator: "-") }

    /// Whether `text` may name an input or an output: `[a-z][a-z0-9_]{0,62}`.
    public static func isVariable(_ text: String) -> Bool { matches(text, separator: "_") }

    /// Whether `text` may name a secret or an environment variable: `[A-Za-z_][A-Za-z0-9_]*`, at most 255 bytes.
    public static func isEnvironmentVariable(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 255 else { return false }
        return (isLetter(first) || first == UInt8(ascii: "_"))
            && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    private static func matches(_ text: String, separator: Unicode.Scalar) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 63 else { return false }
        return isLowercaseLetter(first)
            && text.utf8.allSatisfy { isLowercaseLetter($0) || isDigit($0) || $0 == UInt8(ascii: separator) }
    }

    private static func isLowercaseLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= byte }
    private static func isLetter(_ byte: UInt8) -> Bool { isLowercaseLetter(byte | 0x20) && byte >= 0x41 }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte }
}
