/// Secrets from variables `PROCESSION_SECRET_<NAME>` of the engine's environment.
public struct EnvironmentSecrets: SecretProvider {
    public init() {}
    public var name: String { "environment" }
    public func secret(named name: String) async throws -> String? { nil }
}
