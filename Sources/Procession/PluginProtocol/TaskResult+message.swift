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
        case .waiting(let date, _, nil):
            ["status": "waiting", "after_ms": .integer(max(Int(date.timeIntervalSince(now) * 1000), 0))]
        }
    }

    /// Reads an answer to `execute`; nil if it is none.
    package init?(message: Value, now: Date) {
        switch message["status"]?.string {
        case "completed":
            guard let outputs = (message["outputs"] ?? [:]).map else { return nil }
            self = .completed(outputs: outputs, exitCode: message["exit_code"]?.integer)
        case "failed":
            guard let failure = TaskFailure(message: message) else { return nil }
            self = .failed(failure)
        case "waiting":
            guard let delay = message["after_ms"]?.integer, delay >= 0 else { return nil }
            self = .waiting(until: now.addingTimeInterval(Double(delay) / 1000))
        default: return nil
        }
    }

    private static func present(_ members: [String: Value?]) -> Value { .map(members.compactMapValues(\.self)) }
}

extension TaskFailure {
    /// Reads `class`, `message` and what else a failure may have; nil if either is missing or no such class exists.
    package init?(message value: Value) {
        guard let name = value["class"]?.string, let errorClass = ErrorClass(rawValue: name),
            let message = value["message"]?.string
        else { return nil }
        self.init(
            errorClass, message, code: value["code"]?.string, exitCode: value["exit_code"]?.integer,
            retryAfter: value["retry_after_ms"]?.integer.map { .milliseconds(max($0, 0)) })
    }
}
