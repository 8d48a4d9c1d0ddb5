import Procession

/// The text in which outputs are written: lines of `name=value`, blocks from `name<<END` to a line `END`, or one
/// JSON object.
enum OutputText {
    struct Entry: Equatable {
        var name: String
        var value: Value
        /// 1-based; nil in JSON.
        var line: Int?
    }

    /// The entries in the order in which they were written; a later one of the same name outweighs an earlier one.
    static func parse(_ text: String) throws(OutputFile.Invalid) -> [Entry] {
        // No line can begin with a brace, since no name does.
        text.first { !$0.isWhitespace } == "{" ? try parseJSON(text) : try parseLines(text)
    }

    private static func parseJSON(_ text: String) throws(OutputFile.Invalid) -> [Entry] {
        let value: Value
        do {
            value = try Value(json: text)
        } catch {
            throw OutputFile.Invalid("$PROCESSION_OUTPUT begins like a JSON object, but is none: \(error)")
        }
        var entries: [Entry] = []
        for (name, value) in value.map ?? [:] {
            guard NameSyntax.isVariable(name) else {
                throw OutputFile.Invalid("'\(name)' in $PROCESSION_OUTPUT can't name an output; \(nameRule)")
            }
            entries.append(Entry(name: name, value: value, line: nil))
        }
        return entries
    }

    private static func parseLines(_ text: String) throws(OutputFile.Invalid) -> [Entry] {
        // By scalar value: to Swift's characters, a carriage return and the line feed after it are one.
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Substring.init)
        var entries: [Entry] = []
        var index = 0
        while index < lines.count {
            let line = lines[index], number = index + 1
            index += 1
            guard !line.allSatisfy(\.isWhitespace) else { continue }
            let name = line.prefix { $0 != "=" && $0 != "<" }
            let rest = line[name.endIndex...]
            guard NameSyntax.isVariable(String(name)) else { throw malformed(line, number) }
            if rest.hasPrefix("=") {
                entries.append(Entry(name: String(name), value: .string(String(rest.dropFirst())), line: number))
            } else if rest.hasPrefix("<<"), rest.count > 2 {
                let delimiter = rest.dropFirst(2)
                guard let end = lines[index...].firstIndex(of: delimiter) else {
                    throw OutputFile.Invalid(
                        "the block that line \(number) of $PROCESSION_OUTPUT begins has no line '\(delimiter)' to end it"
                    )
                }
                let value = lines[index..<end].joined(separator: "\n")
                entries.append(Entry(name: String(name), value: .string(value), line: number))
                index = end + 1
            } else {
                throw malformed(line, number)
            }
        }
        return entries
    }

    private static let nameRule = "use lower-case letters, digits and '_', a letter first"

    private static func malformed(_ line: Substring, _ number: Int) -> OutputFile.Invalid {
        let excerpt = line.count > 60 ? line.prefix(60) + "..." : line
        return OutputFile.Invalid(
            "line \(number) of $PROCESSION_OUTPUT is neither 'name=value' nor 'name<<END': '\(excerpt)'; in names, "
                + nameRule)
    }
}
