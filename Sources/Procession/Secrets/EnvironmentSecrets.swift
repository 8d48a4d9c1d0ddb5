import Foundation

/// Secrets from variables `PROCESSION_SECRET_<NAME>` of the engine's environment.
///
/// `<NAME>` is the secret's name as it is, or in upper case with `_` for `-`: `api-key` is looked for under
/// `PROCESSION_SECRET_api-key` and `PROCESSION_SECRET_API_KEY`.
public struct EnvironmentSecrets: SecretProvider {
    private static let prefix = "PROCESSION_SECRET_"
    private let environment: [String: String]?

    /// Reads the environment of this program anew each time.
    public init() { environment = nil }

    /// Reads from `environment` instead.
    public init(environment: [String: String]) { self.environment = environment }

    public var name: String { "environment" }

    public func secret(named name: String) async throws -> String? {
        let environment = environment ?? ProcessInfo.processInfo.environment
        return environment[Self.prefix + name] ?? environment[Self.variable(for: name)]
    }

    public func remedy(forMissing name: String) -> String? { "set \(Self.variable(for: name))" }

    private static func variable(for name: String) -> String {
        prefix + name.uppercased().replacing("-", with: "_")
    }
}
