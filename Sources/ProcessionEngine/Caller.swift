public import Procession

/// Who asks for something to be done; recorded with every event.
public enum Caller: String, Sendable, Codable, CaseIterable {
    case library, cli, api, schedule

    /// What an execution is recorded to be triggered by.
    public var trigger: TriggerKind {
        switch self {
        case .library, .cli: .manual
        case .api: .api
        case .schedule: .scheduled
        }
    }
}
