/// A place in a text that somebody wrote: a file, or another named source.
public struct SourceLocation: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The path as the user gave it, or the name of a source such as `<input>`.
    public var file: String
    /// 1-based; nil is the source as a whole.
    public var line: Int?
    /// 1-based, in characters; nil is the line as a whole.
    public var column: Int?
    /// How many characters of the line are meant; at least 1.
    public var length: Int

    public init(file: String, line: Int? = nil, column: Int? = nil, length: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
        self.length = max(length, 1)
    }

    /// `file:line:column`, as far as known.
    public var description: String {
        ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
    }
}
