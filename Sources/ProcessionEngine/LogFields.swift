import Logging
import Procession

// The fields by which log messages say what they are about; docs/operations.md lists them.

extension ClaimedTask {
    var logFields: Logger.Metadata {
        [
            "process": "\(processID)", "execution": "\(executionID)", "task": "\(name)", "task_id": "\(taskID)",
            "attempt": "\(attempt)"
        ]
    }
}

extension WorkBatch.AttemptOutcome.Result {
    /// The outcome in a word.
    var word: String {
        switch self {
        case .completed: "completed"
        case .failed: "failed"
        case .retry: "retried"
        case .waiting: "waiting"
        case .stopped: "stopped"
        case .returned, .interrupted: "returned"
        }
    }
}
