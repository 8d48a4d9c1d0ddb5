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
}
