package import Logging
package import Procession

/// What every part of an engine works with.
package struct EngineParts: Sendable {
    package var store: any ProcessStore
    package var types: ProcessTypeRegistry
    package var executors: ExecutorRegistry
    package var secrets: SecretStore
    package var clock: any ProcessionClock
    package var ids: any IdentifierSource
    /// Draws the jitter of retries.
    package var random: RandomSource
    /// Runs the engine's Swift tasks; nil is the default pool.
    package var executor: (any TaskExecutor)?
    package var configuration: EngineConfiguration
    package var logger: Logger
}
