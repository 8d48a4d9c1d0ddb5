/// The key-value form of process input: `input_file:/data/in.json;user_id:user123`.
///
/// Pairs are separated by `;`, the first `:` ends the key; `\;`, `\:` and `\\` stand for the character itself, and a
/// backslash before anything else is just that. White space around a key is not part of it, so that pairs may stand
/// on lines of their own; values are kept to the last character. Empty pairs, such as that after a last `;`, count
/// for nothing.
public enum KeyValueText {
    /// The pairs of a text, in their order; a key may come twice.
    ///
    /// - Throws: `invalidInput` with a `malformed-input` diagnostic for every pair that has no key or no colon.
    public static func parse(_ text: String) throws(ProcessionError) -> [RawInput.Pair] {
        try entries(of: text).map(\.pair)
    }

    /// The text from which ``parse(_:)`` reads these pairs.
    ///
    /// Keys must not be empty nor begin or end with white space.
    public static func format(_ pairs: [RawInput.Pair]) -> String {
        pairs.map { "\(escaped($0.key)):\(escaped($0.value))" }.joined(separator: ";")
    }

    /// A pair and where it stands in the text.
    struct Entry {
        var pair: RawInput.Pair
        var keyRange: Range<String.Index>
        var valueRange: Range<String.Index>
    }

    static func entries(of text: String) throws(ProcessionError) -> [Entry] {
        var entries: [Entry] = []
        var problems: [Diagnostic] = []
        var source = InputText(text)
        func report(_ message: String, at range: Range<String.Index>) {
            let place = source.place(of: trimmed(range, in: text))
            // The message never repeats the text: it may be part of a secret with an unescaped `;`.
            problems.append(
                Diagnostic(
                    code: "malformed-input", message: message, location: place.location, sourceLine: place.line,
                    hint: "write key:value;key:value, and '\\;' for a ';' within a value"))
        }
        for range in parts(of: text) {
            let part = text[range]
            if part.unicodeScalars.allSatisfy(\.properties.isWhitespace) { continue }
            guard let colon = unescapedIndex(of: UInt8(ascii: ":"), in: part.utf8) else {
                report("there is no ':' between key and value", at: range)
                continue
            }
            let keyRange = trimmed(range.lowerBound..<colon, in: text)
            let valueRange = text.utf8.index(after: colon)..<range.upperBound
            if keyRange.isEmpty {
                report("there is no key before the ':'", at: range)
                continue
            }
            let pair = RawInput.Pair(key: unescaped(text[keyRange].utf8), value: unescaped(text[valueRange].utf8))
            entries.append(Entry(pair: pair, keyRange: keyRange, valueRange: valueRange))
        }
        guard problems.isEmpty else {
            throw ProcessionError(
                .invalidInput, "the input is not of the form key:value;key:value", diagnostics: problems)
        }
        return entries
    }

    // Everything below works on UTF-8: a combining mark after a separator must not hide it in one character.

    private static func parts(of text: String) -> [Range<String.Index>] {
        var parts: [Range<String.Index>] = []
        var start = text.startIndex
        while let end = unescapedIndex(of: UInt8(ascii: ";"), in: text.utf8[start...]) {
            parts.append(start..<end)
            start = text.utf8.index(after: end)
        }
        parts.append(start..<text.endIndex)
        return parts
    }

    private static func unescapedIndex(of separator: UInt8, in bytes: Substring.UTF8View) -> String.Index? {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == separator { return index }
            let isEscape = bytes[index] == UInt8(ascii: "\\")
            bytes.formIndex(after: &index)
            if isEscape, index < bytes.endIndex, isEscapable(bytes[index]) { bytes.formIndex(after: &index) }
        }
        return nil
    }

    private static func trimmed(_ range: Range<String.Index>, in text: String) -> Range<String.Index> {
        let scalars = text.unicodeScalars[range]
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return range.lowerBound..<range.lowerBound }
        return first..<scalars.index(after: last)
    }

    private static func unescaped(_ bytes: Substring.UTF8View) -> String {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(Substring(bytes)) }
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let next = bytes.index(after: index)
            if bytes[index] == UInt8(ascii: "\\"), next < bytes.endIndex, isEscapable(bytes[next]) { index = next }
            result.append(bytes[index])
            bytes.formIndex(after: &index)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isEscapable(byte) { result.append(UInt8(ascii: "\\")) }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isEscapable(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ";") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "\\")
    }
}
