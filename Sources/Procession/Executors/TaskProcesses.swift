/// What an engine lets a task do with processes: have one run as its child, and see what comes of it.
public protocol TaskProcesses: Sendable {
    /// Makes and starts a process as the child of the task that asks.
    ///
    /// Each retry of the task has a child of its own; however often one asks within that, such as because an attempt was
    /// lost, it is the same. A child that still runs when its task ends in another way is stopped.
    ///
    /// - Parameters:
    ///   - type: the name of its process type.
    ///   - inputs: a secret of the task becomes the secret's name, where the type expects one.
    ///   - context: that of the attempt which asks.
    /// - Returns: the child, which may have ended already.
    /// - Throws: a ``TaskFailure`` that says why there can't be such a child; nothing is written then.
    func startChild(
        _ type: ProcessTypeName, inputs: [String: Value], for context: TaskContext
    ) async throws -> ProcessRecord

    /// A child as it stands; nil if it was deleted.
    func child(_ id: ProcessID) async throws -> ProcessRecord?

    /// Asks a child to stop; its handlers still run. One that has ended is left as it is.
    func stopChild(_ id: ProcessID) async throws
}
