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

    private static func killNow(_ child: ChildIdentity?, marker: AttemptMarker) -> Bool {
        var found = false
        if let child, let leader = try? Descriptor(child_pidfd_open(child.pid)),
            let status = ProcFile.status(of: child.pid), status.startTime == child.startTime, !status.isDead,
            ProcFile.environment(of: child.pid, contains: marker.entry)
        {
            Glibc.kill(-child.pid, SIGKILL)
            found = child_pidfd_send_signal(leader.number, SIGKILL) == 0
        }
        for _ in 0..<3 {
            guard killMarked(marker) else { break }
            found = true
        }
        return found
    }

    private static func killMarked(_ marker: AttemptMarker) -> Bool {
        var found = false
        for pid in ProcFile.allProcessIDs where ProcFile.environment(of: pid, contains: marker.entry) {
            guard let process = try? Descriptor(child_pidfd_open(pid)),
                ProcFile.environment(of: pid, contains: marker.entry)
            else { continue }
            if child_pidfd_send_signal(process.number, SIGKILL) == 0 { found = true }
        }
        return found
    }
}
