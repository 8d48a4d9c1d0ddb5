import Foundation
import Procession
import ProcessionStore

/// Whether the database can be read by this program, and by nobody else.
struct DatabaseFileCheckup: Checkup {
    private static let subject = "database"

    func findings(_ patient: Patient) async -> [Finding] {
        let path = patient.database.path
        guard patient.database.exists else {
            return [.ok(Self.subject, "there is none at '\(path)' yet; it is made on first use")]
        }
        return [permissions(of: path), await content(of: path)]
    }

    private func permissions(of path: String) -> Finding {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return .problem(
                Self.subject, "'\(path)' can't be looked at: \(String(cString: strerror(errno)))",
                remedy: "give this user the file, or name another with --db")
        }
        guard access(path, R_OK | W_OK) == 0 else {
            return .problem(
                Self.subject, "'\(path)' can't be read and written by this user",
                remedy: "run as its owner (uid \(status.st_uid)), or name another with --db")
        }
        guard status.st_mode & 0o077 == 0 else {
            return .warning(
                Self.subject, "others than its owner may open '\(path)': inputs and logs are in it",
                remedy: "chmod 600 '\(path)'")
        }
        return .ok(Self.subject, "'\(path)' is its owner's alone")
    }

    private func content(of path: String) async -> Finding {
        do throws(ProcessionError) {
            let store = try await SQLProcessStore.sqlite(at: path, access: .reader)
            let statistics = try await store.statistics()
            try await store.close()
            let processes = statistics.processes.values.reduce(0, +)
            let held = processes == 1 ? "1 process" : "\(processes) processes"
            return .ok(Self.subject, "it can be read, and holds \(held)")
        } catch {
            return .problem(
                Self.subject, error.message, remedy: error.hint ?? "look closer with `procession db check`")
        }
    }
}
