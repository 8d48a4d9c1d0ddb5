import Procession

import struct Foundation.Date

/// One value bound to a placeholder.
package enum SQLValue: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByNilLiteral
{
    case null
    case integer(Int)
    case real(Double)
    case text(String)

    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(nilLiteral: ()) { self = .null }

    static func text(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
    static func integer(_ number: Int?) -> SQLValue { number.map(SQLValue.integer) ?? .null }
    static func real(_ number: Double?) -> SQLValue { number.map(SQLValue.real) ?? .null }
    static func id<Subject>(_ id: Identifier<Subject>) -> SQLValue { .text(id.rawValue) }
    static func id<Subject>(_ id: Identifier<Subject>?) -> SQLValue { .text(id?.rawValue) }
    static func flag(_ flag: Bool) -> SQLValue { .integer(flag ? 1 : 0) }
    static func time(_ date: Date) -> SQLValue { .text(TimestampText.format(date)) }
    static func time(_ date: Date?) -> SQLValue { date.map { .time($0) } ?? .null }
    static func word<Word: RawRepresentable<String>>(_ word: Word) -> SQLValue { .text(word.rawValue) }
    static func word<Word: RawRepresentable<String>>(_ word: Word?) -> SQLValue { .text(word?.rawValue) }
}
