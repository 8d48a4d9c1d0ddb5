package import Logging

import struct Foundation.Date

/// What a plugin is told of one attempt: the parameters of `execute`.
package struct PluginTask: Sendable {
    /// Stands for the attempt in every message about it.
    package var key: String
    package var executor: ExecutorName
    /// Satisfies the executor's schema, `${...}` resolved.
    package var configuration: Value
    private var members: [String: Value]

    package init(key: String, executor: ExecutorName, configuration: Value, context: TaskContext) {
        self.key = key
        self.executor = executor
        self.configuration = configuration
        members = [
            "process_id": .string(context.processID.rawValue),
            "process_type": .string(context.processType.rawValue),
            "execution_id": .string(context.executionID.rawValue), "task_id": .string(context.taskID.rawValue),
            "name": .string(context.task.rawValue), "attempt": .integer(context.attempt),
            "idempotency_key": .string(context.idempotencyKey), "inputs": .map(context.inputs),
            "environment": .map(context.environment.mapValues(Value.string)),
            "working_directory": .string(context.workingDirectory),
            "base_directory": .string(context.baseDirectory),
            "outputs": .map(context.declaredOutputs.mapValues { .string($0.rawValue) }),
            "deadline_ms": .integer(Int(context.deadline.timeIntervalSince1970 * 1000)),
            "stop_grace_ms": .integer(Int(context.stopGrace.inMilliseconds)),
            "secrets": .map(context.secrets.mapValues(Value.string))
        ]
        members["item"] = context.item
        members["checkpoint"] = context.checkpoint
    }

    /// Reads the parameters of `execute`; nil if what every task has is missing.
    package init?(_ parameters: Value) {
        guard let key = parameters["task"]?.string, let executor = parameters["executor"]?.string,
            let members = parameters["context"]?.map
        else { return nil }
        self.key = key
        self.executor = ExecutorName(executor)
        configuration = parameters["configuration"] ?? .null
        self.members = members
    }

    package var parameters: Value {
        [
            "task": .string(key), "executor": .string(executor.rawValue), "configuration": configuration,
            "context": .map(members)
        ]
    }

    /// The context as an executor on the plugin's side knows it.
    package func context(clock: any ProcessionClock, logger: Logger, reporter: any TaskReporter) -> TaskContext {
        func text(_ name: String) -> String { members[name]?.text ?? "" }
        func texts(_ name: String) -> [String: String] { (members[name]?.map ?? [:]).mapValues(\.text) }
        return TaskContext(
            processID: ProcessID(text("process_id")), processType: ProcessTypeName(text("process_type")),
            executionID: ExecutionID(text("execution_id")), taskID: TaskID(text("task_id")),
            task: TaskName(text("name")), attempt: members["attempt"]?.integer ?? 1,
            idempotencyKey: text("idempotency_key"), inputs: members["inputs"]?.map ?? [:], item: members["item"],
            environment: texts("environment"), workingDirectory: text("working_directory"),
            baseDirectory: text("base_directory"),
            declaredOutputs: texts("outputs").compactMapValues(ValueType.init(rawValue:)),
            deadline: Date(timeIntervalSince1970: Double(members["deadline_ms"]?.integer ?? 0) / 1000),
            stopGrace: .milliseconds(members["stop_grace_ms"]?.integer ?? 10_000), secrets: texts("secrets"),
            checkpoint: members["checkpoint"], clock: clock, logger: logger, reporter: reporter)
    }
}
