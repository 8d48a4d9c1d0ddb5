import CChildProcess
import Glibc

/// Everything that a child has started, whether it stayed in the child's process group or not.
///
/// The kernel keeps no list of descendants. Three traces lead to them: the process group, which one call reaches; the
/// session, which a shell with job control leaves no more than its children do; and the marker in the environment,
/// which daemons that made a session of their own still carry. What has made its own session *and* cleared its
/// environment gets away; only a control group could hold it.
///
/// Used only while the leader has not been reaped: until then its id, and with it those of group and session, can't
/// be given to anybody else.
struct Descendants {
    let leader: pid_t
    let marker: AttemptMarker
    private let start = ContinuousClock.now

    init(of leader: pid_t, marker: AttemptMarker) {
        self.leader = leader
        self.marker = marker
    }

    /// How long pids may have been given out before all processes are looked at instead of those that are new.
    ///
    /// Short enough that pids can't have come round to the leader's again.
    private static let recent: Duration = .milliseconds(500)
    /// How many new pids are looked at one by one; a look costs about 0.2 us where there is no such process.
    private static let individualLooks: pid_t = 4096

    /// Asks everything to end that was not asked before, and adds it to those that were.
    ///
    /// One look is not enough: a process whose program is just being replaced shows no environment, and what is just
    /// being forked is not there yet.
    func terminate(besides asked: inout Set<pid_t>) {
        let isFirst = asked.insert(leader).inserted
        let newcomers = candidates.filter { !asked.contains($0) && belongs($0) }
        // A stopped process acts on SIGTERM only once it goes on.
        for number in [SIGTERM, SIGCONT] {
            if isFirst { Glibc.kill(-leader, number) }
            for pid in newcomers where !isFirst || getpgid(pid) != leader { send(number, to: pid) }
        }
        asked.formUnion(newcomers)
    }

    /// Kills the group and everything outside it.
    func kill() {
        Glibc.kill(-leader, SIGKILL)
        for pid in candidates where belongs(pid) && getpgid(pid) != leader { send(SIGKILL, to: pid) }
    }

    private func send(_ number: Int32, to pid: pid_t) {
        // Held by its descriptor, the process can't be replaced by a stranger between the second look and the signal.
        guard let process = try? Descriptor(child_pidfd_open(pid)), belongs(pid) else { return }
        _ = child_pidfd_send_signal(process.number, number)
    }

    /// Whether anything but the leader is alive.
    var areAlive: Bool {
        candidates.contains { belongs($0) && ProcFile.status(of: $0).map { !$0.isDead } ?? false }
    }

    private func belongs(_ pid: pid_t) -> Bool { getsid(pid) == leader || isEscaped(pid) }

    /// Whether a process carries the marker into a session of its own.
    private func isEscaped(_ pid: pid_t) -> Bool {
        let session = getsid(pid)
        guard session > 0, session != leader, session != Self.ownSession else { return false }
        // Reading an environment costs 10 us, and most new processes are other supervised children.
        guard !SupervisedSessions.contains(session) else { return false }
        return ProcFile.environment(of: pid, contains: marker.entry)
    }

    private static let ownSession = getsid(0)

    /// The processes that can be descendants: those with an id given out since the leader's, as far as that is known.
    private var candidates: [pid_t] {
        let last = start.duration(to: .now) < Self.recent ? ProcFile.lastProcessID : nil
        if let last, last >= leader, last - leader <= Self.individualLooks {
            return last > leader ? Array((leader + 1)...last) : []
        }
        return ProcFile.allProcessIDs.filter { $0 != leader }
    }
}
