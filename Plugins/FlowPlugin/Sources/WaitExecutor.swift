public import Procession

import struct Foundation.Date

/// Completes after a duration, or at a point in time; meanwhile the task holds no slot.
public struct WaitExecutor: ProcessionExecutor {
    public init() {}

    public func execute(_ configuration: Configuration, context: TaskContext) async throws -> TaskResult {
        let end = try context.checkpoint.map(WaitingTime.end) ?? Self.end(of: configuration, from: context.clock.now)
        let text = DateText(end).text
        if WaitingTime.isOver(end, context.clock) { return .completed(outputs: ["until": .string(text)]) }
        if context.checkpoint == nil { context.log("waiting until \(text)\n", stream: .system) }
        return .waiting(until: end, checkpoint: WaitingTime.checkpoint(end))
    }

    private static func end(of configuration: Configuration, from now: Date) throws(TaskFailure) -> Date {
        switch configuration {
        case .duration(let text):
            guard let duration = DurationText.parse(text) else {
                throw TaskFailure(.validation, "\(text.quoted) is not a duration", code: "invalid-duration")
            }
            return now.addingTimeInterval(duration.inSeconds)
        case .until(let text):
            guard let date = DateText(text)?.date else {
                throw TaskFailure(.validation, "\(text.quoted) is not a point in time", code: "invalid-time")
            }
            return date
        }
    }

    /// `10m`, or `until 2026-12-24T18:00:00Z`.
    public static func summary(of configuration: Value) -> String {
        if let end = configuration["until"] { return "until \(end.text)" }
        return (configuration["for"] ?? configuration).text
    }
}
