/// Who or what started an execution.
public enum TriggerKind: String, Sendable, Codable, CaseIterable {
    case manual = "MANUAL"
    case scheduled = "SCHEDULED"
    case api = "API"
}
