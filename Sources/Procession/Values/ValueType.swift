/// The types that inputs and outputs can have.
public enum ValueType: String, Sendable, Codable, CaseIterable {
    case string, integer, number, boolean, path, url, duration, date, list, map

    /// Whether a value of the other type can be one of this: texts are texts, and integers are numbers.
    package func admits(_ other: ValueType) -> Bool {
        self == other || isText && other.isText || self == .number && other == .integer
    }

    private var isText: Bool {
        switch self {
        case .string, .path, .url, .duration, .date: true
        case .integer, .number, .boolean, .list, .map: false
        }
    }
}
