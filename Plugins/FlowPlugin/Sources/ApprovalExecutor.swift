public import Procession

import struct Foundation.Date

/// Asks a question, and leaves it to somebody's approval whether the process goes on; meanwhile the task holds no slot.
///
/// The decision itself ends the task, see `ApprovalDecision`: this is called again only when the time is up.
public struct ApprovalExecutor: ProcessionExecutor {
    public init() {}

    public func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        let end =
            try context.checkpoint.map(WaitingTime.end) ?? WaitingTime.end(after: configuration.timeout, context.clock)
        if WaitingTime.isOver(end, context.clock) { return Self.timeout(of: configuration, context) }
        if context.checkpoint == nil {
            let text = end == .distantFuture ? "" : ", until \(DateText(end).text)"
            context.log("waiting for approval\(text): \(configuration.message)\n", stream: .system)
        }
        return .waiting(
            until: end, checkpoint: WaitingTime.checkpoint(end), for: .approval(configuration.message))
    }

    private static func timeout(of configuration: Configuration, _ context: TaskContext) -> TaskResult {
        let limit = configuration.timeout.map(DurationText.format) ?? ""
        switch configuration.onTimeout {
        case .approve:
            let decision = ApprovalDecision(
                isApproved: true, note: "nobody decided within \(limit)", decidedAt: context.clock.now)
            return .completed(outputs: decision.outputs)
        case .reject:
            return .failed(TaskFailure(.authorization, "nobody decided within \(limit)", code: "approval-timeout"))
        }
    }

    /// The question.
    public static func summary(of configuration: Value) -> String {
        (configuration["message"] ?? configuration).text
    }

    public static func validate(_ configuration: Value) -> [ConfigurationSchema.Violation] {
        if (configuration["message"] ?? configuration).string?.isEmpty == true {
            return [
                .init(
                    path: configuration["message"] == nil ? [] : [.key("message")], code: "invalid-value",
                    message: "the question is empty", hint: "say what is to be approved")
            ]
        }
        guard let members = configuration.map, members["on_timeout"] != nil, members["timeout"] == nil else {
            return []
        }
        return [
            .init(
                path: [.key("on_timeout")], code: "missing-key", message: "'on_timeout' needs a 'timeout'",
                hint: "say how long to wait for a decision, such as 'timeout: 2d'", isAboutKey: true)
        ]
    }
}
