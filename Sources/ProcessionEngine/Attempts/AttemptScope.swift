import Foundation
import Procession

/// The values that expressions of one task, or of a process's outputs, see.
struct AttemptScope: ExpressionScope {
    var context: ExecutionContext
    /// nil for the outputs of a process.
    var task: (name: TaskName, attempt: Int)?
    /// Results of the tasks that the expressions refer to.
    var results: [TaskName: TaskOutputs] = [:]
    var secrets: [String: String] = [:]
    /// The item of a task that runs for each of several.
    var item: Value?
    /// What went wrong first in the execution, for handlers.
    var errorMessage: String?

    /// A task's status and its outputs as values.
    struct TaskOutputs: Sendable {
        var status: TaskStatus
        var outputs: [String: Value]

        init(_ stored: StoredResult) throws {
            status = stored.status
            outputs = try stored.outputs.map { try Value(json: $0).map ?? [:] } ?? [:]
        }
    }

    func value(of reference: Reference) throws(ExpressionError) -> Value {
        switch reference {
        case .input(let name): return try input(name)
        case .taskOutput(let task, let output): return results[task]?.outputs[output] ?? .null
        case .taskOutputs(let task):
            return results[task].flatMap { $0.status == .completed ? .map($0.outputs) : nil } ?? .null
        case .taskStatus(let task): return results[task].map { .string($0.status.rawValue) } ?? .null
        case .process("id"): return .string(context.execution.processID.rawValue)
        case .process("type"): return .string(context.settings.type.rawValue)
        case .execution("id"): return .string(context.execution.id.rawValue)
        case .execution("trigger"): return .string(context.execution.triggeredBy.rawValue)
        case .execution("scheduled_for"):
            return context.execution.scheduledFor.map { .string($0.formatted(.iso8601)) } ?? .null
        case .task("name"): return task.map { .string($0.name.rawValue) } ?? .null
        case .task("attempt"): return task.map { .integer($0.attempt) } ?? .null
        case .secret(let name):
            guard let secret = secrets[name] else {
                throw ExpressionError("the secret '\(name)' is not one of this task's")
            }
            return .string(secret)
        case .error("message"): return errorMessage.map(Value.string) ?? .null
        case .process(let field), .execution(let field), .task(let field), .error(let field):
            throw ExpressionError("'\(field)' can't be referred to here")
        case .item where item != nil: return item ?? .null
        case .item: throw ExpressionError("'item' only exists where a task runs for each of several items")
        }
    }

    private func input(_ name: String) throws(ExpressionError) -> Value {
        guard let value = context.inputs[name] else { return .null }
        guard context.settings.inputs[name]?.isSecret == true, let secret = value.string else { return value }
        guard let text = secrets[secret] else {
            throw ExpressionError("the secret that the input '\(name)' names is not one of this task's")
        }
        return .string(text)
    }
}

extension AttemptScope {
    /// A scope with everything that `references` need looked up.
    init(
        for references: [Reference], in context: ExecutionContext, task: (name: TaskName, attempt: Int)?,
        secrets: [String: String] = [:], from store: any ProcessStore
    ) async throws {
        self.init(context: context, task: task, secrets: secrets)
        let names = references.referredTasks
        if !names.isEmpty {
            results = try await store.results(of: context.execution.processID, tasks: names)
                .mapValues(TaskOutputs.init)
        }
        if references.contains(where: { if case .error = $0 { true } else { false } }) {
            // Not the context's own copy: that was read when the execution had only begun.
            errorMessage = try await store.execution(context.execution.id)?.errorMessage
        }
    }
}
