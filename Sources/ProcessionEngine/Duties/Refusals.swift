import Logging
import Procession
import Synchronization

/// What the database refuses, as far as operators have to hear of it.
final class Refusals: Sendable {
    private struct State {
        var told: Set<String> = []
        var stuck: Set<WorkBatch.HeldTask> = []
    }

    private let logger: Logger
    private let state = Mutex(State())

    init(logger: Logger) { self.logger = logger }

    /// Tasks that have ended, though neither that nor their failure could be written: this worker holds them still.
    var stuck: Set<WorkBatch.HeldTask> { state.withLock { $0.stuck } }

    /// Takes note of what was refused of a batch; of what is refused again and again, the first time is told.
    func note(_ refused: [WorkReply.Refusal], of batch: WorkBatch) {
        for refusal in refused {
            if refusal.isFailed {
                logger.error("the database refuses a change, so that a failure was written instead: \(refusal.message)")
                continue
            }
            let isNews = state.withLock { state in
                for outcome in batch.outcomes where outcome.taskID == refusal.taskID {
                    state.stuck.insert(WorkBatch.HeldTask(taskID: outcome.taskID, fence: outcome.fence))
                }
                return state.told.insert(refusal.message).inserted
            }
            if isNews {
                logger.error("the database refuses a change, and nothing was written instead: \(refusal.message)")
            }
        }
    }
}
