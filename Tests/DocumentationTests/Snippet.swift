/// A fenced block of a Markdown page.
struct Snippet {
    var language: String
    var text: String

    /// All fenced blocks of a page; indentation of blocks inside lists is taken away.
    static func all(in page: String) -> [Snippet] {
        var snippets: [Snippet] = []
        var open: (language: String, indentation: Int, lines: [Substring])?
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            let content = line.drop { $0 == " " }
            if content.hasPrefix("```") {
                if let block = open {
                    snippets.append(Snippet(language: block.language, text: block.lines.joined(separator: "\n")))
                    open = nil
                } else {
                    open = (String(content.dropFirst(3)), line.count - content.count, [])
                }
            } else if let block = open {
                open?.lines.append(line.dropFirst(min(block.indentation, line.prefix { $0 == " " }.count)))
            }
        }
        return snippets
    }
}
