public import Foundation
import Logging
public import Procession

extension TaskContext {
    /// A context with a task of its own, in `folder`.
    public static func forTest(
        _ reporter: any TaskReporter = RecordingReporter(), in folder: String = NSTemporaryDirectory(),
        inputs: [String: Value] = [:], environment: [String: String] = [:], inheritsEnvironment: Bool = false,
        outputs: [String: ValueType] = [:], deadline: Date = Date(timeIntervalSinceNow: 60),
        stopGrace: Duration = .seconds(10), isFenced: @escaping @Sendable () -> Bool = { false }
    ) -> TaskContext {
        TaskContext(
            processID: "process-1", processType: "test", executionID: "execution-1",
            taskID: TaskID(UUID().uuidString), task: "greet", attempt: 2, idempotencyKey: "key-1", inputs: inputs,
            environment: environment, inheritsEnvironment: inheritsEnvironment, workingDirectory: folder,
            baseDirectory: folder, declaredOutputs: outputs, deadline: deadline, stopGrace: stopGrace,
            isFenced: isFenced, clock: SystemClock(), logger: Logger(label: "test"), reporter: reporter)
    }

    /// The same task with another reporter.
    public func reporting(to reporter: any TaskReporter) -> TaskContext {
        var context = self
        context.reporter = reporter
        return context
    }
}
