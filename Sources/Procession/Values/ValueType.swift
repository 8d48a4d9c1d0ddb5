/// The types that inputs and outputs can have.
public enum ValueType: String, Sendable, Codable, CaseIterable {
    case string, integer, number, boolean, path, url, duration, date, list, map
}
