/// The text of one SQL statement: a literal of the source, or generated, as ``BulkInsert`` does.
///
/// A literal can't be interpolated, so values reach a statement by binding only; and it is told from others by its
/// address, so that finding its prepared statement costs no hashing of text. Placeholders are `?` in order, or `?N`
/// where a value is used twice; no statement mixes the two.
package struct SQLText: Sendable, Hashable, ExpressibleByStringLiteral {
    private enum Source {
        case literal(StaticString)
        case selecting(columns: StaticString, StaticString)
        case returning(StaticString, columns: StaticString)
        case generated(String)
    }

    private let source: Source

    package init(stringLiteral value: StaticString) { source = .literal(value) }

    /// A statement that selects columns which others name, too, of what `rest` says.
    init(selecting columns: StaticString, _ rest: StaticString) {
        source = .selecting(columns: columns, rest)
    }

    /// A statement that changes rows, and returns columns of them which others name, too.
    init(_ change: StaticString, returning columns: StaticString) {
        source = .returning(change, columns: columns)
    }

    package init(generated text: String) { source = .generated(text) }

    package var text: String {
        switch source {
        case .literal(let text): text.description
        case .selecting(let columns, let rest): "SELECT \(columns) \(rest)"
        case .returning(let change, let columns): "\(change) RETURNING \(columns)"
        case .generated(let text): text
        }
    }

    package static func == (left: SQLText, right: SQLText) -> Bool {
        switch (left.source, right.source) {
        case (.literal(let left), .literal(let right)): left.isSame(as: right)
        case (.selecting(let left, let leftRest), .selecting(let right, let rightRest)):
            left.isSame(as: right) && leftRest.isSame(as: rightRest)
        case (.returning(let left, let leftColumns), .returning(let right, let rightColumns)):
            left.isSame(as: right) && leftColumns.isSame(as: rightColumns)
        case (.generated(let left), .generated(let right)): left == right
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch source {
        case .literal(let text), .selecting(_, let text), .returning(let text, _): hasher.combine(text.utf8Start)
        case .generated(let text): hasher.combine(text)
        }
    }
}

extension StaticString {
    fileprivate func isSame(as other: StaticString) -> Bool {
        utf8Start == other.utf8Start && utf8CodeUnitCount == other.utf8CodeUnitCount
    }
}
