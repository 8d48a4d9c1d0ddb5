/// A condition of a statement that changes rows, or decides whether any may be changed: the state, the worker or the
/// fence that it names, so that what comes too late changes nothing.
package struct StatementCondition: Sendable, Hashable, CustomStringConvertible {
    /// The statement, its line breaks replaced by blanks.
    let statement: String
    private let start: Int
    private let length: Int

    package var description: String {
        let range = self.range
        return "\(statement[..<range.lowerBound])«\(statement[range])»\(statement[range.upperBound...])"
    }

    private var range: Range<String.Index> {
        let lower = statement.index(statement.startIndex, offsetBy: start)
        return lower..<statement.index(lower, offsetBy: length)
    }

    /// The statement without the condition; nil for every other statement.
    func removed(from other: String) -> String? {
        guard other == statement else { return nil }
        var changed = statement
        // It keeps its placeholders, and holds whatever is bound to them.
        changed.replaceSubrange(range, with: "(\(statement[range]) OR 1)")
        return changed
    }

    /// The conditions of a statement; none of one that only reads.
    static func all(in statement: String) -> [StatementCondition] {
        guard let condition = statement.firstRange(of: " WHERE ")?.lowerBound else { return [] }
        let changes = statement.contains("UPDATE ") || statement.contains("DELETE ")
        guard changes || statement.contains("fence = ?") || statement.contains("is_dead") else { return [] }
        // Made here, because a regular expression can't be shared between threads.
        let pattern =
            /\b(?:status|phase|worker_id|fence|is_dead|outcome|queued_at|stop_requested_at|next_run_at|pending_dependencies) (?:(?:=|<>|>|<) (?:'\w+'|\?\d*|\d)|(?:NOT )?IN \('[^()]*\)|IS (?:NOT )?NULL)/
        return statement[condition...].matches(of: pattern).map { match in
            StatementCondition(
                statement: statement,
                start: statement.distance(from: statement.startIndex, to: match.range.lowerBound),
                length: statement.distance(from: match.range.lowerBound, to: match.range.upperBound))
        }
    }
}
