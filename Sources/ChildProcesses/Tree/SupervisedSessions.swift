import Glibc
import Synchronization

/// The sessions of the children that this program supervises at the moment.
enum SupervisedSessions {
    private static let leaders = Mutex<Set<pid_t>>([])

    static func insert(_ leader: pid_t) { leaders.withLock { _ = $0.insert(leader) } }
    static func remove(_ leader: pid_t) { leaders.withLock { _ = $0.remove(leader) } }
    static func contains(_ session: pid_t) -> Bool { leaders.withLock { $0.contains(session) } }
}
