import Foundation
import Procession
import Synchronization

/// Who owns a database: what the lock file beside it says.
public struct DatabaseOwner: Sendable, Codable, Equatable {
    public var pid: Int32
    public var host: String
    /// As the database writes times: UTC.
    public var startedAt: String
    /// The Unix socket on which the owner listens; nil while it does not.
    public var socket: String?
}

/// The right to write a SQLite database: an advisory lock on a file beside it, held by one program at a time.
///
/// Not on the database itself, where closing any descriptor of the file would drop SQLite's own locks. The file stays
/// when the lock is given back: removing it could take it from under another program that is locking it.
public final class DatabaseLock: Sendable {
    /// How long an owner-to-be goes on trying: somebody else may be looking who owns the database.
    private static let patience = 10

    /// nil once the lock has been given back.
    private let descriptor: Mutex<Int32?>

    /// The lock file of the database at `path`.
    public static func path(forDatabase path: String) -> String { path + ".lock" }

    /// Takes the lock.
    ///
    /// - Throws: `databaseOwned` with the owner's pid and address, or `databaseUnavailable`.
    init(database path: String, socket: String?, now: Date = Date()) throws(ProcessionError) {
        let lockPath = Self.path(forDatabase: path)
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system("'\(lockPath)' can't be opened", errno) }
        var attempts = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let reason = errno
            attempts += 1
            if reason == EWOULDBLOCK, attempts < Self.patience {
                usleep(5000)
            } else if reason != EINTR {
                let owner = Self.readOwner(descriptor)
                close(descriptor)
                throw reason == EWOULDBLOCK
                    ? Self.owned(path, owner) : .system("'\(lockPath)' can't be locked", reason)
            }
        }
        self.descriptor = Mutex(descriptor)
        let owner = DatabaseOwner(
            pid: getpid(), host: ProcessInfo.processInfo.hostName, startedAt: TimestampText.format(now),
            socket: socket)
        Self.write(owner, to: descriptor)
    }

    deinit { release() }

    /// Who owns the database at `path` now; nil if nobody does.
    public static func owner(ofDatabase path: String) -> DatabaseOwner? {
        let descriptor = open(Self.path(forDatabase: path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
        return readOwner(descriptor)
            ?? DatabaseOwner(pid: 0, host: "unknown", startedAt: TimestampText.format(Date()), socket: nil)
    }

    /// Gives the lock back.
    func release() {
        descriptor.withLock { held in
            guard let descriptor = held else { return }
            ftruncate(descriptor, 0)
            flock(descriptor, LOCK_UN)
            close(descriptor)
            held = nil
        }
    }

    private static func write(_ owner: DatabaseOwner, to descriptor: Int32) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // For people and other programs; the lock holds without it.
        guard let json = try? encoder.encode(owner) else { return }
        ftruncate(descriptor, 0)
        json.withUnsafeBytes { bytes in _ = pwrite(descriptor, bytes.baseAddress, bytes.count, 0) }
    }

    private static func readOwner(_ descriptor: Int32) -> DatabaseOwner? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return try? JSONDecoder().decode(DatabaseOwner.self, from: Data(bytes.prefix(count)))
    }

    private static func owned(_ path: String, _ owner: DatabaseOwner?) -> ProcessionError {
        guard let owner else {
            return ProcessionError(
                .databaseOwned, "the database '\(path)' is owned by another program",
                hint: "wait until it has ended, or find it with 'fuser \(Self.path(forDatabase: path))'")
        }
        let place = owner.socket.map { ", which listens on '\($0)'" } ?? ""
        return ProcessionError(
            .databaseOwned, "the database '\(path)' is owned by process \(owner.pid) on '\(owner.host)'\(place)",
            hint: "send the request to that process, or end it with 'kill \(owner.pid)'")
    }
}

extension ProcessionError {
    /// A call to the operating system failed.
    static func system(_ message: String, _ reason: Int32, hint: String? = nil) -> ProcessionError {
        ProcessionError(.databaseUnavailable, "\(message): \(String(cString: strerror(reason)))", hint: hint)
    }
}
