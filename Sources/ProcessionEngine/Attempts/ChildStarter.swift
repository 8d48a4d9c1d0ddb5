import Foundation
import Logging
import Procession

/// Starts processes as children of tasks, for all attempts of an engine.
final class ChildStarter: Sendable {
    /// How long the database is left alone when it can't be written.
    private static let pause = Duration.seconds(1)

    private let parts: EngineParts
    private let manager: ProcessManager

    init(parts: EngineParts) {
        self.parts = parts
        manager = ProcessManager(parts: parts)
    }

    func child(_ id: ProcessID) async throws(ProcessionError) -> ProcessRecord? { try await parts.store.process(id) }

    func start(
        _ type: ProcessTypeName, inputs: [String: Value], for context: TaskContext, claim: TaskClaim
    ) async throws -> ProcessRecord {
        // The same for all attempts until there is a retry: whatever was lost in between, it is there once.
        let id = ProcessID("\(context.executionID)-\(Self.word(for: context.task))-\(claim.retryCount + 1)")
        while true {
            do throws(ProcessionError) {
                if let known = try await child(id) { return known }
                return try await parts.store.startChild(
                    try await newChild(id, type, inputs: inputs, for: context, claim: claim))
            } catch {
                // It may have been written nevertheless, so that giving up would leave it alone.
                guard error.code == .databaseUnavailable else { throw error.taskFailure }
                parts.logger.warning("a child of task '\(context.task)' can't be started yet: \(error)")
            }
            try await parts.clock.sleep(for: Self.pause)
        }
    }

    /// `load.0` for the item `load[0]`: shells take brackets for a pattern.
    private static func word(for task: TaskName) -> String {
        task.rawValue.replacing("[", with: ".").replacing("]", with: "")
    }

    func stop(_ id: ProcessID) async throws {
        do throws(ProcessionError) {
            try await parts.store.requestStop(id, actor: Self.actor, now: parts.clock.now)
        } catch {
            // It has ended by itself, or was deleted after its end.
            guard error.code == .stateConflict || error.code == .notFound else { throw error.taskFailure }
        }
    }

    /// Who is recorded in the events of a child.
    private static let actor = "parent"

    private func newChild(
        _ id: ProcessID, _ typeName: ProcessTypeName, inputs: [String: Value], for context: TaskContext,
        claim: TaskClaim
    ) async throws(ProcessionError) -> NewChild {
        let type = try parts.types.type(named: typeName)
        guard let process = try await parts.store.process(context.processID),
            let execution = try await parts.store.execution(context.executionID)
        else { throw ProcessionError(.notFound, "the process '\(context.processID)' is gone") }
        let given = try ChildInputs(inputs, secrets: context.secrets).values(for: type.descriptor.inputs)
        let input = try await manager.validate(.values(given), for: type, baseDirectory: context.baseDirectory)
        for warning in input.warnings { context.log("warning: \(warning.message)\n", stream: .system) }
        let expansion = try await manager.expand(type, input: input, process: id)
        return NewChild(
            process: NewProcess(
                id: id, type: typeName, inputData: input.stored, inputValues: ProcessManager.stored(input),
                priority: process.priority, expansion: expansion),
            execution: NewExecution(
                id: ExecutionID(parts.ids.next()), processID: id, triggeredBy: execution.triggeredBy,
                expansion: expansion, actor: Self.actor, now: parts.clock.now),
            parent: ParentTask(
                processID: context.processID, executionID: context.executionID, taskID: context.taskID),
            fence: claim.fence)
    }
}

extension ProcessionError {
    /// The error as the failure of the task that has asked for it, with the first of its reasons.
    fileprivate var taskFailure: TaskFailure {
        let errorClass: ErrorClass =
            switch code {
            case .notFound: .notFound
            case .invalidInput, .invalidDefinition, .invalidArgument: .validation
            case .stateConflict, .alreadyExists: .conflict
            default: .unavailable
            }
        let reasons = [message] + diagnostics.filter { $0.severity == .error }.prefix(3).map(\.message)
        return TaskFailure(errorClass, reasons.joined(separator: "; "))
    }
}
