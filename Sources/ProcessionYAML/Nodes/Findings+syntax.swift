import Procession

extension Findings {
    /// Keeps a text that libyaml can't read, in words that say what to do about it.
    ///
    /// - Returns: the first line that can't be trusted: where the bracket or quote opens that is at fault.
    func report(_ error: YAMLSyntaxError) -> Int {
        if let bad = error.badCharacter { return reportBadCharacter(bad.value, offset: bad.offset).line }
        let explanation = explain(error)
        report(
            "syntax", explanation.message,
            at: MarkRange(
                start: explanation.mark, end: Mark(line: explanation.mark.line, column: explanation.mark.column + 1)),
            hint: explanation.hint)
        guard let start = error.contextMark, error.context?.contains("block") != true else { return error.mark.line }
        return min(start, error.mark).line
    }

    private func reportBadCharacter(_ value: Int, offset: Int) -> Mark {
        let mark = source.mark(atByte: offset)
        let hexadecimal = String(value, radix: 16, uppercase: true)
        let name = "U+" + String(repeating: "0", count: max(4 - hexadecimal.count, 0)) + hexadecimal
        report(
            "encoding", value == 0 ? "a file of text has no NUL byte" : "the control character \(name) is not allowed",
            at: MarkRange(start: mark, end: Mark(line: mark.line, column: mark.column + 1)),
            hint: value == 0
                ? "save the file as UTF-8"
                : "remove it, or write it as the escape \"\\u\(name.dropFirst(2))\" in double quotes")
        return mark
    }

    private struct Explanation {
        var message: String
        var mark: Mark
        var hint: String?
    }

    private func explain(_ error: YAMLSyntaxError) -> Explanation {
        let context = error.context ?? ""
        let line = Array(source.line(error.mark.line).unicodeScalars)
        let character = line.indices ~= error.mark.column ? line[error.mark.column] : nil
        let isInFlow = context.contains("flow")

        if character == "{", error.mark.column > 0, line[error.mark.column - 1] == "$" {
            let start = Mark(line: error.mark.line, column: error.mark.column - 1)
            return Explanation(
                message: "'${' can't stand unquoted between brackets or braces", mark: start,
                hint: "put the whole text in double quotes, such as \"${input_file}\"")
        }
        if character == "\t" {
            return Explanation(
                message: "a tab can't indent", mark: error.mark, hint: "indent with spaces")
        }
        if error.problem.contains("cannot start any token"), let character {
            return Explanation(
                message: "a text can't begin with '\(character)' unless it is in quotes", mark: error.mark,
                hint: "put the text in quotes")
        }
        switch error.problem {
        case "mapping values are not allowed in this context":
            return Explanation(
                message: "a ':' followed by a space makes a key, and none can be here", mark: error.mark,
                hint: "put a text that holds ': ' in quotes, or check the indentation")
        case "did not find expected alphabetic or numeric character":
            let sign = context.contains("anchor") ? "&" : "*"
            return Explanation(
                message: "a text can't begin with '\(sign)' unless it is in quotes",
                mark: error.contextMark ?? error.mark, hint: "put the text in quotes")
        case "found unexpected end of stream", "found unexpected document indicator":
            return Explanation(
                message: "the quote that opens here is never closed", mark: error.contextMark ?? error.mark,
                hint: "close it on the same line, or write a text of several lines with '|'")
        case "found unknown escape character", "did not find expected hexdecimal number":
            return Explanation(
                message: "double quotes don't know this escape", mark: error.mark,
                hint: "write '\\\\' for a backslash, or use single quotes, which have no escapes")
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return Explanation(message: "a tab can't indent", mark: error.mark, hint: "indent with spaces")
        case "could not find expected ':'":
            return Explanation(
                message: "this line has no ':' after its key", mark: error.contextMark ?? error.mark,
                hint: "a key and its value are written 'key: value'; indent what belongs to the text above it")
        case "did not find expected key", "did not find expected '-' indicator",
            "block sequence entries are not allowed in this context":
            return explainUnexpected(error, context: context, line: line)
        case _ where error.problem.hasPrefix("did not find expected ',' or") && isInFlow:
            let opening = context.contains("mapping") ? "{" : "["
            let closing = opening == "{" ? "}" : "]"
            if let start = error.contextMark, start.line != error.mark.line {
                return Explanation(
                    message: "the '\(opening)' that opens here is not closed before line \(error.mark.line + 1)",
                    mark: start, hint: "close it with '\(closing)'")
            }
            return Explanation(
                message: "here a ',' or the '\(closing)' should stand", mark: error.mark,
                hint: "separate elements by ',', and put a text that holds brackets or quotes in quotes as a whole")
        case "did not find expected <document start>":
            return Explanation(
                message: "the document has ended, but this follows", mark: error.mark,
                hint: "check the indentation: all keys of a file begin in the first column")
        default:
            return Explanation(
                message: [error.problem, error.context].compactMap(\.self).joined(separator: " "), mark: error.mark)
        }
    }

    /// Something stands where only the next key or the next `- ` can.
    private func explainUnexpected(
        _ error: YAMLSyntaxError, context: String, line: [Unicode.Scalar]
    ) -> Explanation {
        let before = line.prefix(error.mark.column).last { $0 != " " }
        if before == "\"" || before == "'" {
            return Explanation(
                message: "nothing can follow the closing quote", mark: error.mark,
                hint: "put the whole text in \(before == "'" ? "double" : "single") quotes")
        }
        if error.problem.hasPrefix("block") {
            return Explanation(
                message: "a '- ' can't stand here", mark: error.mark,
                hint: "begin the list on a line of its own")
        }
        let isList = context.contains("sequence") || error.problem.contains("'-'")
        let collection = error.contextMark.map {
            isList
                ? " of the list that begins on line \($0.line + 1)" : " of the map that begins on line \($0.line + 1)"
        }
        return Explanation(
            message: "here \(isList ? "the next '- '" : "the next key")\(collection ?? "") should stand",
            mark: error.mark, hint: "check the indentation: what belongs together begins in the same column")
    }
}
