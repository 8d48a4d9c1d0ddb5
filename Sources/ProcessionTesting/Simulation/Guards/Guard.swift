package import Procession
package import ProcessionStore

/// A guard of the engine or the store that can be done without, to see whether its loss is noticed.
package enum Guard: String, CaseIterable, Sendable {
    /// An outcome names the fence under which the task was claimed.
    case completionFence = "completion-fence"
    /// An outcome counts only if it comes from the worker that holds the task.
    case completionWorker = "completion-worker"
    /// A worker that was declared dead can exchange nothing.
    case workerIsAlive = "worker-is-alive"
    /// A worker that was declared dead can't renew its lease.
    case renewalIsAlive = "renewal-is-alive"
    /// Only tasks of dead workers are rescued.
    case rescueOfTheDead = "rescue-of-the-dead"
    /// A tick is decided by a compare-and-set of `next_run_at`.
    case compareAndSet = "compare-and-set"
    /// The attempt's row is written when the task is claimed, before it starts.
    case attemptRow = "attempt-row"
    /// A worker stops trusting its lease before others do.
    case leaseTrust = "lease-trust"
    /// Claims of a transaction whose reply was lost are handed out again.
    case lostClaims = "lost-claims"
    /// What a dead worker has left running is killed before its task runs again.
    case reaping

    /// Where it is a part of a statement: the text that holds it, and the same without it.
    var statement: (text: String, replacement: String)? {
        switch self {
        case .completionFence:
            (
                "WHERE task_id = ? AND worker_id = ? AND fence = ? AND status = 'IN_PROGRESS'",
                "WHERE task_id = ? AND worker_id = ? AND (fence = ? OR 1) AND status = 'IN_PROGRESS'"
            )
        case .completionWorker:
            (
                "WHERE task_id = ? AND worker_id = ? AND fence = ? AND status = 'IN_PROGRESS'",
                "WHERE task_id = ? AND (worker_id = ? OR 1) AND fence = ? AND status = 'IN_PROGRESS'"
            )
        case .workerIsAlive:
            ("SELECT 1 FROM workers WHERE worker_id = ? AND is_dead = 0", "SELECT 1 FROM workers WHERE worker_id = ?")
        case .renewalIsAlive:
            ("heartbeat_at = ? WHERE worker_id = ? AND is_dead = 0", "heartbeat_at = ? WHERE worker_id = ?")
        case .rescueOfTheDead: ("WHERE w.worker_id = t.worker_id AND w.is_dead = 0)", "WHERE 0)")
        case .compareAndSet: ("WHERE id = ? AND next_run_at = ?", "WHERE id = ? AND (next_run_at = ? OR 1)")
        case .attemptRow: ("INSERT INTO task_attempts", "INSERT INTO temp.unwritten_attempts")
        case .leaseTrust, .lostClaims, .reaping: nil
        }
    }

    /// Whether statements hold it, so that a store can be without it.
    package var isOfStore: Bool { statement != nil }

    /// What a statement that was changed needs to be accepted.
    private var setUp: String? {
        self == .attemptRow
            ? "CREATE TEMP TABLE IF NOT EXISTS unwritten_attempts AS SELECT * FROM task_attempts WHERE 0" : nil
    }

    /// A new store in memory that does without this guard, as far as statements hold it.
    package func storeWithout(isExclusive: Bool) throws(ProcessionError) -> SQLProcessStore {
        let memory = try SQLiteMemory(isExclusive: isExclusive)
        guard let (text, replacement) = statement else { return SQLProcessStore(database: memory) }
        return SQLProcessStore(
            database: RewritingDatabase(memory, setUp: setUp) {
                $0.contains(text) ? $0.replacing(text, with: replacement) : nil
            })
    }
}
