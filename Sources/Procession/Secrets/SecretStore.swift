/// The providers of secrets, asked in order.
public struct SecretStore: Sendable {
    public var providers: [any SecretProvider]
    public init(_ providers: [any SecretProvider] = [EnvironmentSecrets()]) { self.providers = providers }
    /// The value of a secret.
    ///
    /// - Throws: ``TaskFailure`` of class `authorization`, naming the providers asked, if none has it.
    public func secret(named name: String) async throws(TaskFailure) -> String { "" }
}
