import CChildProcess
import Glibc
import Procession

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

    /// What a look at the processes has found.
    struct Sighting {
        /// What is alive beside the leader.
        fileprivate(set) var own: [ChildIdentity] = []
        /// Processes that are just replacing their program, so that nobody can tell whose they are.
        fileprivate var undecided: [pid_t] = []

        var isEmpty: Bool { own.isEmpty && undecided.isEmpty }
    }

    private enum Kinship { case own, stranger, undecided }

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

    /// Looks for what is alive beside the leader.
    ///
    /// One look is not enough: a process whose program is just being replaced shows no environment, and what is just
    /// being forked is not there yet.
    ///
    /// - Parameter last: what the look before has found. Where that was nothing but undecided processes, only these are
    ///   looked at again: on a busy machine some stranger always replaces its program.
    func look(after last: Sighting? = nil) -> Sighting {
        var seen = Sighting()
        let isFull = last.map { !$0.own.isEmpty } ?? true
        for pid in isFull ? candidates : last?.undecided ?? [] {
            switch kinship(pid) {
            case .stranger: break
            case .undecided: seen.undecided.append(pid)
            case .own:
                guard let status = ProcFile.status(of: pid), !status.isDead else { continue }
                seen.own.append(ChildIdentity(pid: pid, startTime: status.startTime))
            }
        }
        return seen
    }

    /// Asks everything that was seen to end, but for what was asked before.
    func terminate(_ seen: Sighting, besides asked: inout Set<pid_t>) {
        let isFirst = asked.insert(leader).inserted
        let newcomers = seen.own.filter { !asked.contains($0.pid) }
        // A stopped process acts on SIGTERM only once it goes on.
        for number in [SIGTERM, SIGCONT] {
            if isFirst { Glibc.kill(-leader, number) }
            for process in newcomers where !isFirst || getpgid(process.pid) != leader { send(number, to: process) }
        }
        asked.formUnion(newcomers.map(\.pid))
    }

    /// Kills the group and what was seen outside it.
    func kill(_ seen: Sighting) {
        Glibc.kill(-leader, SIGKILL)
        for process in seen.own where getpgid(process.pid) != leader { send(SIGKILL, to: process) }
    }

    private func send(_ number: Int32, to process: ChildIdentity) {
        // Held by its descriptor, the process can't be replaced by a stranger between the look and the signal.
        guard let held = try? Descriptor(child_pidfd_open(process.pid)),
            ProcFile.status(of: process.pid)?.startTime == process.startTime
        else { return }
        _ = child_pidfd_send_signal(held.number, number)
    }

    /// A process of another session is a descendant if it carries the marker into that.
    private func kinship(_ pid: pid_t) -> Kinship {
        let session = getsid(pid)
        if session == leader { return .own }
        guard session > 0, session != Self.ownSession else { return .stranger }
        // Reading an environment costs 10 us, and most new processes are other supervised children.
        guard !SupervisedSessions.contains(session) else { return .stranger }
        return switch ProcFile.presence(of: marker.entry, inEnvironmentOf: pid) {
        case .present: .own
        case .absent: .stranger
        case .undecided: .undecided
        }
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
