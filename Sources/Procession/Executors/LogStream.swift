/// Where a piece of captured output came from.
public enum LogStream: String, Sendable, Codable, CaseIterable {
    case stdout, stderr
    /// What Procession or an executor itself says about the attempt.
    case system
}
