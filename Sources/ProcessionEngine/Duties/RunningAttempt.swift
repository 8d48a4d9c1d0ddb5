import Procession
import Synchronization

/// An attempt that this worker carries out now.
final class RunningAttempt: Sendable {
    let task: ClaimedTask
    /// When the attempt's own time is up, on the monotonic clock.
    let deadline: Duration
    let control: AttemptControl
    private let attached = Mutex<AttemptOutput?>(nil)

    init(task: ClaimedTask, deadline: Duration, control: AttemptControl) {
        self.task = task
        self.deadline = deadline
        self.control = control
    }

    /// Its output, once there is any to speak of.
    var output: AttemptOutput? {
        get { attached.withLock { $0 } }
        set { attached.withLock { $0 = newValue } }
    }

    /// What is to be killed of it, where it may not go on.
    func remains(on identity: WorkerIdentity) -> InterruptedAttempt {
        InterruptedAttempt(
            taskID: task.taskID, fence: task.fence, attempt: task.attempt, executionID: task.executionID,
            task: task.name, child: output?.child, host: identity.host, bootID: identity.bootID)
    }
}
