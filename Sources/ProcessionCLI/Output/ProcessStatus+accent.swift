import Procession

extension ProcessStatus {
    var accent: Style.Accent? {
        switch self {
        case .pending: nil
        case .inProgress: .cyan
        case .completed: .green
        case .failed: .red
        case .stopped: .yellow
        }
    }
}
