/// Where the values of secrets come from.
public protocol SecretProvider: Sendable {
    /// What the provider is called in messages, such as "environment".
    var name: String { get }

    /// The value of the secret, or nil if this provider has none of that name.
    ///
    /// Called right before a task runs that uses the secret, for each attempt anew. Throwing fails the attempt with
    /// class `authorization`; the error must not contain the value.
    func secret(named name: String) async throws -> String?

    /// What somebody does to give this provider the secret, such as "set PROCESSION_SECRET_TOKEN"; nil, unless
    /// implemented, where nothing can be advised.
    ///
    /// Called for messages about a secret that no provider has.
    func remedy(forMissing name: String) -> String?
}

extension SecretProvider {
    public func remedy(forMissing name: String) -> String? { nil }
}
