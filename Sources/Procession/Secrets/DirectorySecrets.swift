/// Secrets from a folder with one file a secret; one line break at the end of a file is not part of it.
public struct DirectorySecrets: SecretProvider {
    public let path: String
    public init(path: String) { self.path = path }
    public var name: String { "folder \(path)" }
    public func secret(named name: String) async throws -> String? { nil }
}
