import Foundation
import Logging
import Procession

/// Answers what the store can't: whether conditions hold, and what a process gives back.
struct ConditionDecider: Sendable {
    let parts: EngineParts
    let contexts: ExecutionContexts

    func decide(_ tasks: [WorkReply.UndecidedTask]) async -> [WorkBatch.Decision] {
        var decisions: [WorkBatch.Decision] = []
        for task in tasks {
            do {
                let condition = try Template(parsingCondition: task.condition)
                let context = try await contexts.context(of: task.executionID, process: task.processID)
                let scope = try await AttemptScope(
                    for: condition.references, in: context, task: (task.task, 1), from: parts.store)
                let holds = try condition.resolve(in: scope).isTruthy
                decisions.append(holds ? .run(task.taskID) : .skip(task.taskID))
            } catch let error as ProcessionError {
                // What can't be read now is asked for again at the next look.
                parts.logger.warning("the condition of task '\(task.task)' can't be looked at: \(error)")
            } catch {
                decisions.append(.fail(task.taskID, failure(error, of: "the condition '\(task.condition)'")))
            }
        }
        return decisions
    }

    func outputs(of executions: [ExecutionID]) async -> [WorkBatch.Decision] {
        var decisions: [WorkBatch.Decision] = []
        for id in executions {
            do {
                guard let execution = try await parts.store.execution(id) else { continue }
                let context = try await contexts.context(of: id, process: execution.processID)
                let outputs = Value.map(context.settings.outputs)
                let scope = try await AttemptScope(
                    for: outputs.templateReferences(), in: context, task: nil, from: parts.store)
                decisions.append(.outputs(id, try outputs.resolved(in: scope).json))
            } catch let error as ProcessionError {
                parts.logger.warning("the outputs of execution '\(id)' can't be looked at: \(error)")
            } catch {
                decisions.append(.outputsFailed(id, failure(error, of: "the outputs of the process")))
            }
        }
        return decisions
    }

    private func failure(_ error: any Error, of subject: String) -> TaskFailure {
        TaskFailure(.expression, "\(subject) can't be evaluated: \(error)")
    }
}
