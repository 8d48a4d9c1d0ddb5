import ChildProcesses
import Foundation
package import Procession

/// The file that a command works on, and whether somebody named it.
package struct DatabaseLocation: Sendable, Equatable {
    /// Absolute.
    package let path: String
    /// Whether it is where the database is when nobody says anything.
    package let isDefault: Bool

    /// Finds the database: what the option says, over `PROCESSION_DB`, over the state folder (XDG Base Directory
    /// Specification 0.8).
    ///
    /// - Throws: `databaseUnavailable` for a PostgreSQL address, `invalidArgument` for an empty path.
    package init(
        option: String?, environment: [String: String],
        workingDirectory: String = FileManager.default.currentDirectoryPath
    ) throws(ProcessionError) {
        let fallback = Self.fallback(environment)
        let named = option ?? environment["PROCESSION_DB"].flatMap { $0.isEmpty ? nil : $0 }
        guard let named else {
            path = fallback
            isDefault = true
            return
        }
        if named.hasPrefix("postgres://") || named.hasPrefix("postgresql://") {
            throw ProcessionError(
                .databaseUnavailable, "PostgreSQL is not available in this build",
                hint: "give --db the path of a file: that database is SQLite")
        }
        guard !named.isEmpty else {
            throw ProcessionError(.invalidArgument, "--db needs a path", hint: "leave it out for '\(fallback)'")
        }
        path = named.hasPrefix("/") ? named : URL(fileURLWithPath: workingDirectory + "/" + named).standardized.path
        isDefault = path == fallback
    }

    package var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Whether the mode of the file lets anybody but its owner read it; false if there is none.
    package var isReadableByOthers: Bool {
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
        return (mode ?? 0) & 0o044 != 0
    }

    /// Makes the state folder, for its owner only.
    ///
    /// A folder that somebody else chose is theirs to make.
    package func makeStateFolder() throws(ProcessionError) {
        guard isDefault else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ProcessionError(
                .databaseUnavailable, "the folder '\(folder)' for the database can't be made",
                hint: "name another place with --db", cause: error)
        }
    }

    /// The arguments with which another command finds this database: ` --db PATH`, or nothing.
    package var arguments: String { isDefault ? "" : " --db \(ShellQuoting.quote(path))" }

    private static func fallback(_ environment: [String: String]) -> String {
        // A relative path in XDG_STATE_HOME is to be ignored, says the specification.
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
        return (state ?? home + "/.local/state") + "/procession/procession.db"
    }
}
