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
}
