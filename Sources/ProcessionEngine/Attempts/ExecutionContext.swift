import Procession
import Synchronization

/// What all tasks of one execution share.
final class ExecutionContext: Sendable {
    let execution: ExecutionRecord
    let settings: ExecutionSettings
    /// Typed inputs of the process, keys beyond the declared ones included; secret ones hold a secret's name.
    let inputs: [String: Value]
    private let outputBytes = Mutex(0)
    private let warnedSecrets = Mutex<Set<String>>([])

    /// How much all outputs of an execution may take as JSON, in bytes.
    static let outputLimit = 1 << 20

    init(execution: ExecutionRecord, settings: ExecutionSettings, inputs: [String: Value]) {
        self.execution = execution
        self.settings = settings
        self.inputs = inputs
    }

    /// Counts outputs of a task; false if the execution has too many then.
    func reserve(outputBytes count: Int) -> Bool {
        outputBytes.withLock { bytes in
            guard bytes + count <= Self.outputLimit else { return false }
            bytes += count
            return true
        }
    }

    /// Notes a warning of a secret; false if it was given before.
    func isFirstWarning(ofSecret name: String) -> Bool { warnedSecrets.withLock { $0.insert(name).inserted } }
}
