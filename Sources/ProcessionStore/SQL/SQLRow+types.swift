import Procession

import struct Foundation.Date

extension SQLRow {
    func flag(_ column: Int) -> Bool { integer(column) != 0 }
    func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    func optionalInteger(_ column: Int) -> Int? { isNull(column) ? nil : integer(column) }
    func optionalReal(_ column: Int) -> Double? { isNull(column) ? nil : real(column) }
    func id<Subject>(_ column: Int) -> Identifier<Subject> { Identifier(text(column)) }
    func optionalID<Subject>(_ column: Int) -> Identifier<Subject>? { isNull(column) ? nil : Identifier(text(column)) }

    func time(_ column: Int) throws(ProcessionError) -> Date {
        let text = text(column)
        guard let date = TimestampText.parse(text) else {
            throw ProcessionError(
                .databaseCorrupt, "the database holds '\(text)', which is not a time",
                hint: "times are UTC, YYYY-MM-DD HH:MM:SS.SSS")
        }
        return date
    }

    func optionalTime(_ column: Int) throws(ProcessionError) -> Date? { isNull(column) ? nil : try time(column) }

    /// A word of a vocabulary.
    func word<Word: RawRepresentable<String>>(_ column: Int) throws(ProcessionError) -> Word {
        let text = text(column)
        guard let word = Word(rawValue: text) else {
            throw ProcessionError(.databaseCorrupt, "the database holds '\(text)', which is not a \(Word.self)")
        }
        return word
    }

    func optionalWord<Word: RawRepresentable<String>>(_ column: Int) throws(ProcessionError) -> Word? {
        isNull(column) ? nil : try word(column)
    }
}
