import Synchronization

/// The executors that tasks can name.
public final class ExecutorRegistry: Sendable {
    private let executors = Mutex<[ExecutorName: RegisteredExecutor]>([:])
    private let absences = Mutex<[ExecutorName: String]>([:])
    private let unknownNames = Mutex<String?>(nil)
    /// What a task has beside its executor: in YAML these stand under the same node.
    private static let taskKeys: Set<ExecutorName> = [
        "description", "env", "name", "needs", "outputs", "pool", "priority", "retry", "timeout", "when"
    ]

    public init() {}

    /// Adds an executor under its descriptor's name.
    ///
    /// - Parameters:
    ///   - executor: what carries tasks out.
    ///   - file: where the call stands; with the line, it is the executor's origin.
    ///   - line: the line of the call.
    /// - Throws: `alreadyExists` naming both origins if the name is taken, `invalidDefinition` if it is no name or is
    ///   a key that every task has.
    public func register(
        _ executor: some ProcessionExecutor, file: String = #fileID, line: Int = #line
    ) throws(ProcessionError) {
        try register(RegisteredExecutor(executor, origin: "\(file):\(line)"))
    }

    /// Adds an executor that is known only at run time, with the same rules.
    public func register(_ executor: some DescribedExecutor, origin: ExecutorOrigin) throws(ProcessionError) {
        try register(RegisteredExecutor(executor, origin: origin))
    }

    package func register(_ new: RegisteredExecutor) throws(ProcessionError) {
        let name = new.descriptor.name
        guard NameSyntax.isName(name.rawValue) else {
            throw ProcessionError(
                .invalidDefinition, "'\(name)' can't name an executor (registered by \(new.origin))",
                hint: "use lower-case letters, digits and '-', a letter first, at most 63")
        }
        guard !Self.taskKeys.contains(name) else {
            throw ProcessionError(
                .invalidDefinition,
                "'\(name)' can't name an executor (registered by \(new.origin)): it is a key that every task has",
                hint: "give it another name")
        }
        guard new.descriptor.problems.isEmpty else {
            throw ProcessionError(
                .invalidDefinition,
                "the executor '\(name)' (registered by \(new.origin)) has a descriptor that is wrong",
                diagnostics: new.descriptor.problems.map { Diagnostic(code: "invalid-executor", message: $0) })
        }
        let holder = executors.withLock { executors -> RegisteredExecutor? in
            if let holder = executors[name] { return holder }
            executors[name] = new
            return nil
        }
        if let holder {
            throw ProcessionError(
                .alreadyExists, "the executor '\(name)' of \(new.origin) is registered already, by \(holder.origin)",
                hint: "give one of them another name, or leave one of the plugins out")
        }
    }

    /// Keeps why an executor that somebody may ask for can't be had; the first reason counts.
    package func explainAbsence(of name: ExecutorName, _ reason: String) {
        absences.withLock { $0[name] = $0[name] ?? reason }
    }

    /// Why there is no executor of this name, one clause for a hint; nil where nothing is known.
    package func absence(of name: ExecutorName) -> String? { absences.withLock { $0[name] } }

    /// Keeps why there may be executors of which not even the names are known.
    package func explainUnknownNames(_ reason: String) { unknownNames.withLock { $0 = reason } }

    /// Why a name that nothing is known of may be missing, one clause for a hint; nil where all were found.
    package var absenceOfUnknown: String? { unknownNames.withLock { $0 } }

    public subscript(name: ExecutorName) -> RegisteredExecutor? { executors.withLock { $0[name] } }

    /// All executors by name.
    public var all: [RegisteredExecutor] {
        executors.withLock { $0.values.sorted { $0.descriptor.name < $1.descriptor.name } }
    }
}
