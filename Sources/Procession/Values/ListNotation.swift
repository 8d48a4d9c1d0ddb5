/// How a text would be written as a list in YAML, for whoever has left the brackets out.
package enum ListNotation {
    /// Such as `write [a]`; nil for a text of several lines, or of nothing.
    ///
    /// Where a comma stands between all words, the commas separate the elements; else the words are a command line's.
    package static func hint(for text: String) -> String? {
        let words = text.split { $0 == " " || $0 == "\t" }
        guard !words.isEmpty, !text.contains(where: \.isNewline) else { return nil }
        guard words.dropLast().allSatisfy({ $0.hasSuffix(",") }) else {
            let elements = words.map { isText($0) ? String($0) : quoted($0) }
            return "write it as a list, an element for each: [\(elements.joined(separator: ", "))]"
        }
        let elements = text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
        return "write [\(elements.map { isPlain($0) ? $0 : quoted($0) }.joined(separator: ", "))]"
    }

    /// Whether it may stand between brackets without quotes, whatever it is read as there.
    private static func isPlain(_ element: some StringProtocol) -> Bool {
        !element.contains { "[]{}\"'#:&*!|>%@`\\".contains($0) } && element != "-" && element != "?"
    }

    /// Whether it is read as a text there.
    private static func isText(_ word: Substring) -> Bool {
        let isKeyword = ["true", "false", "null"].contains(word.lowercased())
        return isPlain(word) && !isKeyword && !word.contains(",") && word.first?.isNumber == false
            && word.contains { $0.isLetter || $0 == "/" }
    }

    // JSON has the quotes and escapes of YAML.
    private static func quoted(_ element: some StringProtocol) -> String { Value.string(String(element)).json }
}
