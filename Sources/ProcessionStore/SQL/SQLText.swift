/// The text of one SQL statement: a literal of the source, or generated, as ``BulkInsert`` does.
///
/// A literal can't be interpolated, so values reach a statement by binding only; and it is told from others by its
/// address, so that finding its prepared statement costs no hashing of text. Placeholders are `?` in order, or `?N`
/// where a value is used twice; no statement mixes the two.
package struct SQLText: Sendable, Hashable, ExpressibleByStringLiteral {
    private enum Source {
        case literal(StaticString)
        case generated(String)
    }

    private let source: Source

    package init(stringLiteral value: StaticString) { source = .literal(value) }

    package init(generated text: String) { source = .generated(text) }

    package var text: String {
        switch source {
        case .literal(let text): text.description
        case .generated(let text): text
        }
    }

    package static func == (left: SQLText, right: SQLText) -> Bool {
        switch (left.source, right.source) {
        case (.literal(let left), .literal(let right)):
            left.utf8Start == right.utf8Start && left.utf8CodeUnitCount == right.utf8CodeUnitCount
        case (.generated(let left), .generated(let right)): left == right
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch source {
        case .literal(let text): hasher.combine(text.utf8Start)
        case .generated(let text): hasher.combine(text)
        }
    }
}
