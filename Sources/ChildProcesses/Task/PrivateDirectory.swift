import Foundation
import Glibc
import Procession

/// The folder of this engine's short-lived files: mode 0700, below `TMPDIR`, one for all attempts, since a folder an
/// attempt costs more than the rest of what is needed around a small child.
enum PrivateDirectory {
    /// `procession-<user>-<pid>-<start time>`: tells whose it is, so that a later engine can clear it away.
    static let path = "\(parent)/\(prefix)\(getpid())-\(ProcFile.status(of: getpid())?.startTime ?? 0)"

    /// Absolute, because children may work elsewhere.
    private static let parent: String = {
        let configured = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return configured.hasPrefix("/") ? configured : "/tmp"
    }()
    private static let prefix = "procession-\(geteuid())-"
    /// Done once, before the first use.
    private static let housekeeping: Void = {
        removeAbandoned()
        atexit { rmdir(path) }
    }()

    /// Makes sure that the folder is there and ours alone.
    ///
    /// Checked each time, because cleaners of `/tmp` remove what they think old, and others may write there.
    static func ensure() throws(TaskFailure) {
        _ = housekeeping
        guard mkdir(path, 0o700) != 0 else { return }
        guard errno == EEXIST else {
            throw TaskFailure(.unavailable, "the private folder '\(path)' can't be made: \(SystemError.last)")
        }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
            status.st_mode & 0o077 == 0
        else {
            throw TaskFailure(
                .unavailable, "'\(path)' is not a private folder of this user; somebody else may have made it")
        }
    }

    /// Removes the folders of engines that are gone.
    private static func removeAbandoned() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let parts = name.dropFirst(prefix.count).split(separator: "-")
            guard parts.count == 2, let pid = pid_t(parts[0]), let startTime = UInt64(parts[1]),
                ProcFile.status(of: pid)?.startTime != startTime
            else { continue }
            var status = stat()
            guard lstat("\(parent)/\(name)", &status) == 0, status.st_uid == geteuid() else { continue }
            try? FileManager.default.removeItem(atPath: "\(parent)/\(name)")
        }
    }
}
