public import Procession

import struct Foundation.Date

/// Runs a process of another type as a child; while that runs, the task holds no slot.
public struct ProcessExecutor: ProcessionExecutor {
    /// How many characters of a child's error become part of the task's, of its beginning and of its end.
    ///
    /// Children may be nested, and the end tells the cause.
    private static let shown = (beginning: 150, end: 350)

    public init() {}

    public func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        guard let processes = context.processes else {
            return .failed(TaskFailure(.configuration, "this engine can't start processes"))
        }
        var wait: ChildWait
        let child: ProcessRecord
        if let checkpoint = context.checkpoint {
            wait = try ChildWait(checkpoint)
            guard let found = try await processes.child(wait.child) else {
                return .failed(TaskFailure(.notFound, "the process '\(wait.child)' was deleted"))
            }
            child = found
        } else {
            child = try await processes.startChild(configuration.type, inputs: configuration.inputs, for: context)
            context.log("process '\(child.id)' runs\n", stream: .system)
            wait = ChildWait(child: child.id, end: WaitingTime.end(after: configuration.timeout, context.clock))
        }
        guard child.status.isAtRest else {
            if !wait.isLate, WaitingTime.isOver(wait.end, context.clock) {
                wait.isLate = true
                try await processes.stopChild(child.id)
            }
            return .waiting(
                until: wait.isLate ? .distantFuture : wait.end, checkpoint: wait.checkpoint, for: .process(child.id))
        }
        if wait.isLate {
            let limit = configuration.timeout.map(DurationText.format) ?? ""
            return .failed(
                TaskFailure(
                    .timeout, "the process '\(child.id)' did not end within \(limit), and was stopped",
                    code: "child-timeout"))
        }
        return try result(of: child, context)
    }

    private func result(of child: ProcessRecord, _ context: TaskContext) throws -> TaskResult {
        context.log("process '\(child.id)' is \(child.status.rawValue)\n", stream: .system)
        switch child.status {
        case .completed: return .completed(outputs: try outputs(of: child, declared: context.declaredOutputs))
        case .stopped:
            return .failed(TaskFailure(.cancelled, "the process '\(child.id)' was stopped", code: "child-stopped"))
        case .failed, .pending, .inProgress:
            let reason = Self.shortened(child.errorMessage ?? "no reason was given")
            return .failed(TaskFailure(.runtime, "the process '\(child.id)' failed: \(reason)", code: "child-failed"))
        }
    }

    private static func shortened(_ text: String) -> String {
        let text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return text.count > shown.beginning + shown.end
            ? "\(text.prefix(shown.beginning)) … \(text.suffix(shown.end))" : text
    }

    private func outputs(
        of child: ProcessRecord, declared: [String: ValueType]
    ) throws -> [String: Value] {
        var outputs = try child.outputs.map { try Value(json: $0).map ?? [:] } ?? [:]
        for (name, type) in declared {
            guard let value = outputs[name] else {
                throw TaskFailure(
                    .validation, "the process '\(child.id)' has no output '\(name)', which the task declares",
                    code: "invalid-output")
            }
            switch type.read(value) {
            case .success(let typed): outputs[name] = typed
            case .failure(let violation):
                throw TaskFailure(.validation, "output '\(name)' \(violation.message)", code: "invalid-output")
            }
        }
        outputs["process_id"] = .string(child.id.rawValue)
        return outputs
    }

    /// The type with its inputs: `load-region region=north`.
    public static func summary(of configuration: Value) -> String {
        guard let members = configuration.map else { return configuration.text }
        let inputs = (members["inputs"]?.map ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
        return ([members["type"]?.text ?? ""] + inputs).joined(separator: " ")
    }

    public static func processes(in configuration: Value) -> [ProcessCall] {
        guard let name = (configuration["type"] ?? configuration).string, !Template.isTemplate(name) else { return [] }
        return [
            ProcessCall(
                ProcessTypeName(name), at: configuration["type"] == nil ? [] : [.key("type")],
                inputs: configuration["inputs"]?.map ?? [:], at: configuration["inputs"] == nil ? [] : [.key("inputs")])
        ]
    }
}
