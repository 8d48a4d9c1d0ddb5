public import Foundation

/// The JSON of the API: snake_case keys, UTC dates with milliseconds.
public enum APIJSON {
    /// Writes records; keys in order, so that equal records have equal texts.
    public static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(style))
        }
        return encoder
    }

    /// Reads what ``encoder`` writes.
    public static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in
            Key(stringValue: path.last.map { property(for: $0.stringValue) } ?? "")
        }
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            do {
                return try Date(text, strategy: style)
            } catch {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "'\(text)' is not a date such as 2026-11-23T17:00:00.000Z")
            }
        }
        return decoder
    }

    private static var style: Date.ISO8601FormatStyle { .init(includingFractionalSeconds: true) }

    /// `current_execution_id` is the property `currentExecutionID`.
    private static func property(for key: String) -> String {
        let words = key.split(separator: "_")
        guard words.count > 1 else { return key }
        return words.enumerated().map { index, word in
            switch (index, word) {
            case (0, _): String(word)
            case (_, "id"): "ID"
            default: word.prefix(1).uppercased() + word.dropFirst()
            }
        }.joined()
    }

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int?

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { return nil }
    }
}
