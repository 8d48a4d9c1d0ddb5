public import Procession

/// An interpreter with the arguments that come before the script: `python3`, `awk -f`, `[node, --enable-source-maps]`.
public struct ScriptLanguage: Codable, Sendable, Hashable {
    /// The interpreter and its arguments; never empty.
    public let commandLine: [String]

    /// Reads a text, whose words blanks separate, or a list of words; nil if there is no word in it.
    public init?(_ value: Value) {
        let words =
            value.list.map { $0.map(\.text) } ?? value.text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let program = words.first, !program.isEmpty else { return nil }
        commandLine = words
    }

    public init(from decoder: any Decoder) throws {
        guard let language = Self(try Value(from: decoder)) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: "'language' names no interpreter"))
        }
        self = language
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(commandLine)
    }

    /// What the name of a script file ends with; some interpreters go by it.
    var fileExtension: String {
        let program = commandLine[0].split(separator: "/").last.map(String.init) ?? ""
        // Versions don't matter: python3.12 is python.
        let name = program.prefix { !$0.isNumber && $0 != "." }
        return Self.fileExtensions[String(name)] ?? "script"
    }

    private static let fileExtensions = [
        "python": "py", "pypy": "py", "sh": "sh", "bash": "sh", "dash": "sh", "ksh": "sh", "zsh": "sh", "node": "js",
        "deno": "ts", "bun": "ts", "ruby": "rb", "perl": "pl", "php": "php", "lua": "lua", "awk": "awk", "gawk": "awk",
        "Rscript": "R", "swift": "swift", "jq": "jq", "tclsh": "tcl"
    ]
}
