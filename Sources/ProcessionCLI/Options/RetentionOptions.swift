import ArgumentParser
import Foundation
import Procession

/// How long history is kept: options over `PROCESSION_KEEP_*` over what a policy says by itself.
struct RetentionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long COMPLETED executions are kept, and finished processes without a schedule (default: 7d).",
            valueName: "duration|forever"))
    var keepCompleted: Age?
    @Option(
        help: ArgumentHelp(
            "How long FAILED and STOPPED ones are kept (default: 30d).", valueName: "duration|forever"))
    var keepFailed: Age?
    @Option(
        help: ArgumentHelp(
            "How many are kept whatever their age: the last executions of each process, the last processes of each "
                + "type (default: 20).", valueName: "number"))
    var keepLast: Int?
    @Option(help: ArgumentHelp("How long captured output is kept (default: 7d).", valueName: "duration|forever"))
    var keepLogs: Age?
    @Option(help: ArgumentHelp("How long events are kept (default: 30d).", valueName: "duration|forever"))
    var keepEvents: Age?

    func validate() throws {
        guard keepLast ?? 1 > 0 else { throw ValidationError("--keep-last must be at least 1") }
    }

    /// - Throws: `invalidArgument` for a variable of the environment that says no such thing.
    func policy(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ProcessionError) -> RetentionPolicy {
        var policy = RetentionPolicy()
        func age(_ option: Age?, _ name: String, _ fallback: Duration?) throws(ProcessionError) -> Duration? {
            if let option { return option.duration }
            guard let text = environment[name], !text.isEmpty else { return fallback }
            guard let age = Age(argument: text) else {
                throw ProcessionError(
                    .invalidArgument, "\(name) is '\(VisibleText.line(text))', which is no duration",
                    hint: "write it as 12h, 7d or 'forever'")
            }
            return age.duration
        }
        policy.completed = try age(keepCompleted, "PROCESSION_KEEP_COMPLETED", policy.completed)
        policy.failed = try age(keepFailed, "PROCESSION_KEEP_FAILED", policy.failed)
        policy.logs = try age(keepLogs, "PROCESSION_KEEP_LOGS", policy.logs)
        policy.events = try age(keepEvents, "PROCESSION_KEEP_EVENTS", policy.events)
        let last = try Self.last(environment["PROCESSION_KEEP_LAST"])
        policy.last = keepLast ?? last ?? policy.last
        return policy
    }

    private static func last(_ text: String?) throws(ProcessionError) -> Int? {
        guard let text, !text.isEmpty else { return nil }
        guard let last = Int(text), last > 0 else {
            throw ProcessionError(
                .invalidArgument, "PROCESSION_KEEP_LAST is '\(VisibleText.line(text))', which is no number above 0")
        }
        return last
    }
}

/// A duration such as `12h`, or `forever`.
struct Age: ExpressibleByArgument {
    /// nil is for ever.
    let duration: Duration?

    init?(argument: String) {
        if argument == "forever" {
            duration = nil
        } else if let duration = DurationText.parse(argument) {
            self.duration = duration
        } else {
            return nil
        }
    }
}
