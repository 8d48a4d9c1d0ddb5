/// How large a file may be, so that no file can cost more than a moment.
enum YAMLLimits {
    /// Bytes in a file.
    static let bytes = 1 << 20
    /// Levels of lists and mappings.
    static let depth = 64
    /// Nodes of a document, each alias counted as what it stands for.
    static let nodes = 10_000
    /// Problems that are told of one file.
    static let diagnostics = 100
    /// Bytes in a line that is shown with its problem.
    static let shownLine = 1000
}
