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
                decisions.append(try await decision(on: task))
            } catch let error as ProcessionError {
                // What can't be read now is asked for again at the next look.
                parts.logger.warning("the condition of task '\(task.task)' can't be looked at: \(error)")
            } catch {
                decisions.append(.fail(task.taskID, failure(error, of: "the condition '\(task.condition)'")))
            }
        }
        return decisions
    }

    private func decision(on task: WorkReply.UndecidedTask) async throws -> WorkBatch.Decision {
        let context = try await contexts.context(of: task.executionID, process: task.processID)
        let isForItems = task.group != nil && GroupRow.isAboutItems(task.condition)
        if !isForItems {
            let condition = try Template(parsingCondition: task.condition)
            var scope = try await AttemptScope(
                for: condition.references, in: context, task: (task.task, 1), from: parts.store)
            scope.item = try task.item.map { try Value(json: $0) }
            guard try condition.resolve(in: scope).isTruthy else { return .skip(task.taskID) }
        }
        guard let group = task.group else { return .run(task.taskID) }
        do {
            let items = try await items(of: group, task, in: context)
            return .expand(task.taskID, items, condition: isForItems ? task.condition : nil)
        } catch let error as ExpressionError {
            return .fail(task.taskID, failure(error, of: "the list of items"))
        }
    }

    private func items(
        of group: WorkReply.UndecidedTask.Group, _ task: WorkReply.UndecidedTask, in context: ExecutionContext
    ) async throws -> [WorkBatch.NewItem] {
        let forEach = ForEach(try Value(json: group.items))
        let scope = try await AttemptScope(
            for: forEach.references(), in: context, task: (task.task, 1), from: parts.store)
        let configuration = try Value(json: group.configuration)
        let executor = parts.executors[group.executor]
        var known = KnownValues(
            type: context.settings.type, schema: context.settings.inputs, inputs: context.inputs,
            process: task.processID)
        return try forEach.resolve(in: scope).map { item in
            known.item = item
            return WorkBatch.NewItem(
                id: TaskID(parts.ids.next()), item: item.json,
                command: executor?.command(for: configuration, knowing: known) ?? group.executor.rawValue)
        }
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
