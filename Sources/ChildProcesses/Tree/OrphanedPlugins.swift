import CChildProcess
import Glibc
import Procession
import Synchronization

/// Plugin processes whose engine died without ending them.
package enum OrphanedPlugins {
    /// Kills what carries the mark of an engine that is gone, and everything that it had started.
    ///
    /// An engine that dies closes the standard input of its plugins, and well-behaved ones end then; this is for others.
    package static func kill() async {
        let work: @Sendable (StopSignal) -> Void = { _ in
            for pid in ProcFile.allProcessIDs where isOrphan(pid) {
                // Held by its descriptor, the process can't be replaced by a stranger between the looks.
                guard let process = try? Descriptor(child_pidfd_open(pid)), isOrphan(pid) else { continue }
                _ = child_pidfd_send_signal(process.number, SIGKILL)
            }
        }
        // Without a thread to be had, the next start will do it.
        try? await DedicatedThread.run(work)
    }

    private static func isOrphan(_ pid: pid_t) -> Bool {
        guard let mark = ProcFile.environment(of: pid, valueOf: AttemptMarker.variable),
            let host = AttemptMarker.host(ofPlugin: mark)
        else { return false }
        // An engine whose end nobody has asked about is as dead as one that is gone.
        guard let status = ProcFile.status(of: host.pid), !status.isDead else { return true }
        return status.startTime != host.startTime
    }
}

extension AttemptMarker {
    private static let pluginProcesses = Mutex(0)

    /// The mark of a plugin's process, which serves many attempts: it names the engine that it belongs to.
    ///
    /// Each process has its own: what one has left behind when it ends is told from another that is just starting.
    package init(plugin name: String) {
        let number = Self.pluginProcesses.withLock { count in
            count += 1
            return count
        }
        self.init(value: "plugin/\(getpid())/\(ProcFile.status(of: getpid())?.startTime ?? 0)/\(name)/\(number)")
    }

    fileprivate static func host(ofPlugin mark: String) -> (pid: pid_t, startTime: UInt64)? {
        let parts = mark.split(separator: "/")
        guard parts.count >= 4, parts[0] == "plugin", let pid = pid_t(parts[1]), let start = UInt64(parts[2]) else {
            return nil
        }
        return (pid, start)
    }
}
