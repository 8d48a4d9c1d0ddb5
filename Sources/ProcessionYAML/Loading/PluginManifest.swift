package import Procession

/// What a `plugin.yaml` without mistakes says.
package struct PluginManifest: Sendable {
    package var name: PluginName
    package var version: String?
    package var summary: String
    package var description: String?
    /// Programs that must be in `PATH`.
    package var requires: [String]
    /// Variables for everything that the plugin starts; they may hold `${plugin...}`.
    package var environment: [String: String]
    package var kind: Kind
    package var tests: [PluginTest]
    /// Where the plugin's name stands.
    package var location: SourceLocation
    /// The absolute folder of the manifest.
    package var folder: String

    package enum Kind: Sendable {
        case declarative([PluginExecutor])
        case executable(PluginProgram)
    }
}

/// The program of an executable plugin, and how it is dealt with.
package struct PluginProgram: Sendable {
    package var arguments: [String]
    /// The protocol that it says it speaks.
    package var protocolNumber: Int
    package var startTimeout: Duration
    package var heartbeatTimeout: Duration
    package var idleTimeout: Duration
    package var maximumTasks: Int
}

/// An executor as a plugin describes it.
package struct PluginExecutor: Sendable {
    package var name: ExecutorName
    package var summary: String
    package var description: String?
    package var parameters: InputSchema
    /// The schema of an executable plugin whose configuration is no map of parameters.
    package var configuration: ConfigurationSchema?
    package var outputs: [String: Output]
    package var examples: [ExecutorDescriptor.Example]
    /// nil for an executor of an executable plugin.
    package var command: Command?

    package struct Output: Sendable, Equatable {
        package var type: ValueType
        /// Whether it is what the program prints, and not in its file of outputs.
        package var isPrinted: Bool
    }

    /// What a declarative executor starts; every text may hold `${...}`.
    package struct Command: Sendable {
        package var arguments: [String]
        package var environment: [String: String]
        package var standardInput: String?
        package var successCodes: Set<Int>
        package var failureClasses: [Int: ErrorClass]
    }
}

/// One test of a plugin.
package struct PluginTest: Sendable {
    package var name: String
    package var executor: ExecutorName
    package var configuration: Value
    /// What stands in for programs in `PATH`, by name.
    package var commands: [String: Command]
    package var expectation: Expectation

    package enum Status: String, Sendable, CaseIterable { case completed, failed, waiting }

    package struct Command: Sendable {
        package var exitCode: Int
        package var standardOutput: String
        package var standardError: String
        package var outputs: [String: String]
    }

    /// What must hold; nil stands for anything.
    package struct Expectation: Sendable {
        package var status: Status
        package var arguments: [String]?
        package var standardInput: String?
        package var errorClass: ErrorClass?
        package var message: String?
        package var outputs: Value?
    }
}
