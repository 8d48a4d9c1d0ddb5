import Foundation
import Procession

/// Whether the folder of the database can be written, has space, and is on a disk that keeps locks.
struct DatabaseFolderCheckup: Checkup {
    private static let subject = "database folder"
    /// Below this, a night of logs may fill the disk.
    private static let leastSpace = 256 << 20

    func findings(_ patient: Patient) async -> [Finding] {
        let folder = URL(fileURLWithPath: patient.database.path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            if patient.database.isDefault { return [.ok(Self.subject, "'\(folder)' is made on first use")] }
            return [.problem(Self.subject, "there is no folder '\(folder)'", remedy: "make it: mkdir -p '\(folder)'")]
        }
        guard isFolder.boolValue else {
            return [.problem(Self.subject, "'\(folder)' is no folder", remedy: "name another place with --db")]
        }
        guard access(folder, W_OK | X_OK) == 0 else {
            return [
                .problem(
                    Self.subject, "'\(folder)' can't be written by this user",
                    remedy: "give this user the folder, or name another place with --db")
            ]
        }
        return [space(in: folder)] + locks(in: folder)
    }

    private func space(in folder: String) -> Finding {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else {
            return .warning(
                Self.subject, "how full its disk is can't be told: \(String(cString: strerror(errno)))",
                remedy: "look with: df '\(folder)'")
        }
        let free = Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
        let text = "\(free >> 20) MiB are free in '\(folder)'"
        if free < Self.leastSpace {
            return .problem(Self.subject, text, remedy: "make room: `procession db prune` removes old history")
        }
        return .ok(Self.subject, text)
    }

    /// SQLite's write-ahead log needs shared memory and locks, which network file systems don't keep.
    private func locks(in folder: String) -> [Finding] {
        guard let kind = fileSystem(of: folder),
            ["nfs", "cifs", "smb", "9p", "fuse.sshfs"].contains(where: kind.hasPrefix)
        else { return [] }
        return [
            .warning(
                Self.subject, "'\(folder)' is on a file system of kind \(kind), whose locks SQLite can't rely on",
                remedy: "keep the database on a local disk")
        ]
    }

    /// The kind of the file system that a folder is on, as proc(5) lists them; nil where that can't be told.
    private func fileSystem(of folder: String) -> String? {
        let path = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path + "/"
        guard let mounts = try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8) else { return nil }
        let entries = mounts.split(separator: "\n").map { $0.split(separator: " ") }
        let around = entries.filter { $0.count > 2 && path.hasPrefix($0[1] == "/" ? "/" : $0[1] + "/") }
        // The last of those mounted at the same place hides the others.
        let innermost = around.enumerated().max { ($0.element[1].count, $0.offset) < ($1.element[1].count, $1.offset) }
        return innermost.map { String($0.element[2]) }
    }
}
