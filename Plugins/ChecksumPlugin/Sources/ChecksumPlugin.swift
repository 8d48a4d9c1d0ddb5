public import Procession

/// Brings the `checksum` executor to a program that compiles it in.
public struct ChecksumPlugin: ProcessionPlugin {
    public init() {}

    public let name: PluginName = "checksum"
    public let summary = "Computes the SHA-256 digests of all files in a folder."

    public func register(executors: ExecutorRegistry, types: ProcessTypeRegistry) throws {
        try executors.register(ChecksumExecutor())
    }
}
