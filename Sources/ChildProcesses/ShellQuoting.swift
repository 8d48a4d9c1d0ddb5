/// Quoting in the way of the POSIX shell.
package enum ShellQuoting {
    /// The text as one word of a shell: as it is where nothing in it is special, in single quotes otherwise.
    package static func quote(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "_-./:=,@%+".utf8.contains(byte)
                }
            }
        return isPlain
            ? text
            : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// The words of a command line, quoted where need be.
    package static func quote(_ words: some Sequence<String>) -> String {
        words.map { quote($0) }.joined(separator: " ")
    }

    /// The words of a command line: quotes and backslashes mean what they mean to a shell, everything else is text.
    ///
    /// nil if the line ends within a quote, or with a backslash.
    package static func words(of line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var characters = line.makeIterator()
        while let character = characters.next() {
            switch (character, quote) {
            case ("'", "'"), ("\"", "\""): quote = nil
            case ("\\", nil), ("\\", "\""):
                guard let next = characters.next() else { return nil }
                // Within double quotes a backslash is one unless it has something to protect (POSIX 2.2.3).
                let isKept = quote != nil && !"$`\"\\".contains(next)
                word = (word ?? "") + (isKept ? "\\" : "") + String(next)
            case ("'", nil), ("\"", nil):
                quote = character
                word = word ?? ""
            case (_, nil) where character.isWhitespace:
                if let whole = word { words.append(whole) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        return words + (word.map { [$0] } ?? [])
    }
}
