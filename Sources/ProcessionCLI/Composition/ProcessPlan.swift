import Foundation
import Procession
import ProcessionEngine

/// What would be written for a process with some input.
struct ProcessPlan {
    let type: ProcessTypeName
    let tasks: [NewTask]
    /// Its key filled in; nil sets no bound.
    let concurrency: ConcurrencyLimit?
    /// The next times at which its schedule would start it, at most five.
    let ticks: [Date]
    let warnings: [Diagnostic]

    init(
        type: any ProcessType, input raw: RawInput, schedule: String?, timeZone: String?, in workspace: Workspace
    ) async throws {
        let descriptor = type.descriptor
        let input = try descriptor.inputs.validate(
            raw, baseDirectory: FileManager.default.currentDirectoryPath, isKnownSecret: { _ in true })
        let expander = ProcessExpander(
            executors: workspace.executors, types: workspace.types, ids: UUIDv7Source())
        self.type = descriptor.name
        let expansion = try await expander.expand(
            try type.definition(for: input), schema: descriptor.inputs, input: input, process: "(id)")
        tasks = expansion.tasks
        concurrency = expansion.concurrency
        warnings = input.warnings
        ticks = try Self.ticks(of: schedule, in: timeZone)
    }

    /// By name; an item waits for its group to begin.
    func needs(of task: NewTask) -> [String] {
        (task.needs + (task.group.map { [$0] } ?? [])).map { tasks[$0].name.rawValue }
    }

    /// What the type says; nil where it says nothing.
    func condition(of task: NewTask) -> String? {
        task.items != nil && task.condition == NewTask.conditionOfEveryGroup ? nil : task.condition
    }

    var json: [String: Value] {
        [
            "type": .string(type.rawValue),
            "tasks": .list(
                tasks.map { task in
                    Value(members: [
                        "index": .integer(task.index), "name": .string(task.name.rawValue),
                        "trigger": Value(task.trigger?.rawValue), "executor": .string(task.executor.rawValue),
                        "command": .string(task.command), "working_directory": Value(task.workingDirectory),
                        "needs": .list(needs(of: task).map(Value.string)), "when": Value(condition(of: task)),
                        "timeout_ms": .integer(Int(task.timeout.inMilliseconds)),
                        "retry_delays": .list(task.retryDelays.map(Value.string)),
                        "allow_failure": .boolean(task.allowsFailure), "priority": .integer(task.priority),
                        "pool": Value(task.pool), "item": Value(stored: task.item)
                    ])
                }),
            "concurrency": concurrency?.value ?? .null,
            "next_runs": .list(ticks.map { Value($0) })
        ]
    }

    private static func ticks(of text: String?, in zoneName: String?) throws -> [Date] {
        guard let text else {
            guard zoneName == nil else {
                throw ProcessionError(
                    .invalidArgument, "a time zone is given, but no schedule", hint: "give --schedule as well")
            }
            return []
        }
        do {
            let schedule = try Schedule(parsing: text)
            let zone = try zoneName.map { try TimeZoneText.parse($0) } ?? .gmt
            let now = Date()
            return schedule.ticks(after: now, through: .distantFuture, in: zone, anchor: now, limit: 5)
        } catch let error as ScheduleError {
            throw ProcessionError(.invalidArgument, "the schedule '\(text)': \(error.message)", hint: error.hint)
        }
    }
}

extension NewTask {
    /// The name, with what calls for the task where it is a handler.
    var title: String { trigger.map { "\(name) (\($0.rawValue))" } ?? name.rawValue }

    /// The delays before each retry, the first ten of them; with jitter, they are the longest possible ones.
    var retryDelays: [String] {
        guard retry.maxRetries > 0 else { return [] }
        let mark = retry.jitter == .full ? "≤" : ""
        let delays = (1...min(retry.maxRetries, 10)).map { mark + DurationText.format(retry.delay(beforeRetry: $0)) }
        return retry.maxRetries > 10 ? delays + ["…"] : delays
    }
}
