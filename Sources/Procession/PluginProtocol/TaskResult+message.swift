package import struct Foundation.Date

extension TaskResult {
    /// The answer to `execute`.
    package func message(now: Date) -> Value {
        switch self {
        case .completed(let outputs, let exitCode):
            Self.present(["status": "completed", "outputs": .map(outputs), "exit_code": exitCode.map(Value.integer)])
        case .failed(let failure):
            Self.present([
                "status": "failed", "class": .string(failure.errorClass.rawValue),
                "message": .string(failure.message), "code": failure.code.map(Value.string),
                "exit_code": failure.exitCode.map(Value.integer),
                "retry_after_ms": failure.retryAfter.map { .integer(Int($0.inMilliseconds)) }
            ])
        case .waiting(_, _, let awaited?):
            TaskResult.failed(
                TaskFailure(.plugin, "a plugin that is a program can't wait for an \(awaited.kind.rawValue)")
            ).message(now: now)
        case .waiting(let date, let checkpoint, nil):
            Self.present([
                "status": "waiting", "after_ms": .integer(max(Int(date.timeIntervalSince(now) * 1000), 0)),
                "checkpoint": checkpoint
            ])
        }
    }

    /// Reads an answer to `execute`.
    package init(message: Value, now: Date) throws(PluginMessage.Malformed) {
        switch message["status"]?.string {
        case "completed":
            guard let outputs = (message["outputs"] ?? [:]).map else {
                throw PluginMessage.Malformed(message: "'outputs' is no object")
            }
            self = .completed(outputs: outputs, exitCode: message["exit_code"]?.integer)
        case "failed": self = .failed(try TaskFailure(message: message))
        case "waiting":
            guard let delay = message["after_ms"]?.integer, delay >= 0 else {
                throw PluginMessage.Malformed(message: "'after_ms' is no number of milliseconds")
            }
            self = .waiting(
                until: now.addingTimeInterval(Double(delay) / 1000), checkpoint: message["checkpoint"])
        case let status:
            throw PluginMessage.Malformed(
                message: status.map { "there is no status \($0.quoted)" } ?? "it has no member 'status'")
        }
    }

    private static func present(_ members: [String: Value?]) -> Value { .map(members.compactMapValues(\.self)) }
}

extension TaskFailure {
    /// Reads `class`, `message` and what else a failure may have.
    fileprivate init(message value: Value) throws(PluginMessage.Malformed) {
        guard let name = value["class"]?.string, let message = value["message"]?.string else {
            throw PluginMessage.Malformed(message: "a failure needs 'class' and 'message'")
        }
        guard let errorClass = ErrorClass(ofPlugin: name) else {
            throw PluginMessage.Malformed(message: "there is no error class \(name.quoted)")
        }
        self.init(
            errorClass, message, code: value["code"]?.string, exitCode: value["exit_code"]?.integer,
            retryAfter: value["retry_after_ms"]?.integer.map { .milliseconds(max($0, 0)) })
    }
}

extension ErrorClass {
    /// The class that a plugin names; nil if it can't say that: whether a worker is lost, the engine knows.
    package init?(ofPlugin name: String) {
        guard let known = ErrorClass(rawValue: name), known != .lost else { return nil }
        self = known
    }
}
