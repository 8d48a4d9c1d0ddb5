import CChildProcess
import Glibc
public import Procession

/// What an engine that died has left running.
public enum OrphanedChild {
    /// Kills the child that was recorded for an attempt, with everything that it started.
    ///
    /// Its group is killed only if its pid still belongs to the same process: same start time, same marker, and not
    /// merely a zombie. Whatever else carries the marker is killed wherever it is. Call it on the host, and in the
    /// boot, on which the child was started; a stranger is never hit, since nothing else carries the marker.
    ///
    /// - Returns: whether anything was alive.
    @discardableResult
    public static func kill(_ child: ChildIdentity?, marker: AttemptMarker) async -> Bool {
        do {
            return try await DedicatedThread.run { _ in killNow(child, marker: marker) }
        } catch {
            // No thread to be had: better to block a little than to leave two children of one task at work.
            return killNow(child, marker: marker)
        }
    }

    /// How long what was killed may take to die, and what replaces its program to be recognised.
    private static let patience = Duration.seconds(1)

    private static func killNow(_ child: ChildIdentity?, marker: AttemptMarker) -> Bool {
        var found = false
        if let child, let leader = try? Descriptor(child_pidfd_open(child.pid)),
            let status = ProcFile.status(of: child.pid), status.startTime == child.startTime, !status.isDead,
            ProcFile.presence(of: marker.entry, inEnvironmentOf: child.pid) == .present
        {
            Glibc.kill(-child.pid, SIGKILL)
            found = child_pidfd_send_signal(leader.number, SIGKILL) == 0
        }
        let deadline = ContinuousClock.now + patience
        var pids = ProcFile.allProcessIDs
        while true {
            let (areAlive, undecided) = killMarked(among: pids, marker)
            found = found || areAlive
            guard areAlive || !undecided.isEmpty, ContinuousClock.now < deadline else { return found }
            poll(nil, 0, 2)
            // What was killed may have started something before it died.
            pids = areAlive ? ProcFile.allProcessIDs : undecided
        }
    }

    /// Kills those that carry the marker; says whether any of them was alive, and whose environment could not be seen.
    private static func killMarked(
        among pids: [pid_t], _ marker: AttemptMarker
    ) -> (areAlive: Bool, undecided: [pid_t]) {
        var areAlive = false
        var undecided: [pid_t] = []
        for pid in pids {
            // Held by its descriptor, the process can't be replaced by a stranger between the look and the signal.
            guard let process = try? Descriptor(child_pidfd_open(pid)) else { continue }
            switch ProcFile.presence(of: marker.entry, inEnvironmentOf: pid) {
            case .absent: continue
            case .undecided: undecided.append(pid)
            case .present: if child_pidfd_send_signal(process.number, SIGKILL) == 0 { areAlive = true }
            }
        }
        return (areAlive, undecided)
    }
}
