/// The providers of secrets, asked in order.
public struct SecretStore: Sendable {
    public var providers: [any SecretProvider]

    public init(_ providers: [any SecretProvider] = [EnvironmentSecrets()]) { self.providers = providers }

    /// The value of a secret: that of the first provider that has it.
    ///
    /// A provider that fails ends the search, so that a secret is never taken from a place that was not meant.
    /// - Throws: ``TaskFailure`` of class `authorization`, naming the providers asked and what to do, if none has it.
    public func secret(named name: String) async throws(TaskFailure) -> String {
        for provider in providers {
            do {
                if let value = try await provider.secret(named: name) { return value }
            } catch let failure as TaskFailure {
                throw failure
            } catch {
                throw TaskFailure(
                    .authorization, "the secret \(name.quoted) can't be read from \(provider.name): \(error)")
            }
        }
        let asked =
            providers.isEmpty ? "no provider is set up" : "asked: \(providers.map(\.name).joined(separator: ", "))"
        var remedies: [String] = []
        for case let remedy? in providers.map({ $0.remedy(forMissing: name) }) where !remedies.contains(remedy) {
            remedies.append(remedy)
        }
        throw TaskFailure(
            .authorization,
            "no provider has a secret named \(name.quoted) (\(asked))"
                + (remedies.isEmpty ? "" : ": \(remedies.joined(separator: ", or "))"))
    }

    /// Whether a provider has a secret of that name; one that fails counts as having none.
    public func isKnown(_ name: String) async -> Bool {
        for provider in providers {
            do {
                if try await provider.secret(named: name) != nil { return true }
            } catch {
                return false
            }
        }
        return false
    }
}
