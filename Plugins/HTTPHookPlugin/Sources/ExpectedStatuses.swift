import Procession

/// The statuses that count as success: single ones such as `201`, and ranges such as `200-299`.
public struct ExpectedStatuses: Sendable, Equatable {
    public let ranges: [ClosedRange<Int>]

    /// 2xx.
    public static let successful = ExpectedStatuses(ranges: [200...299])

    public func contains(_ status: Int) -> Bool { ranges.contains { $0.contains(status) } }

    /// The range that `text` names, or nil if it names none between 100 and 599.
    static func range(parsing text: String) -> ClosedRange<Int>? {
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count <= 2, bounds.allSatisfy({ $0.utf8.count == 3 }),
            let first = Int(bounds[0]), let last = Int(bounds[bounds.count - 1]),
            100 <= first, first <= last, last <= 599
        else { return nil }
        return first...last
    }
}

extension ExpectedStatuses: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let value = try container.decode(Value.self)
        ranges = try (value.list ?? [value]).map { element in
            guard let range = Self.range(parsing: element.text) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "'\(element.text)' is no HTTP status, nor a range of them")
            }
            return range
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(
            ranges.map { range -> Value in
                range.count == 1 ? .integer(range.lowerBound) : .string("\(range.lowerBound)-\(range.upperBound)")
            })
    }
}
