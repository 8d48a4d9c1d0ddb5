import Foundation
import Procession

/// A folder with copies of the database, which their names order by time; other files in it are left alone.
struct BackupFolder {
    let path: String

    /// Makes the folder, for its owner only, where there is none.
    func make() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Copies the database into the folder.
    ///
    /// - Returns: the path of the copy, which is named after the time, or the next one that is free.
    func add(_ database: any DatabaseCare, at time: Date) async throws -> String {
        var time = time
        while true {
            let copy = path(at: time)
            do {
                try await database.backup(to: copy)
                return copy
            } catch let error as ProcessionError where error.code == .alreadyExists {
                time.addTimeInterval(0.001)
            }
        }
    }

    private func path(at time: Date) -> String {
        let stamp = time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        return "\(path)/procession-\(stamp.filter { $0 != "-" && $0 != ":" }).db"
    }

    /// Removes the oldest copies beyond so many.
    ///
    /// - Returns: the names of those removed.
    func removeOldest(keeping count: Int) throws -> [String] {
        let copies = try FileManager.default.contentsOfDirectory(atPath: path)
            .filter { $0.wholeMatch(of: /procession-\d{8}T\d{6}\.\d+Z\.db/) != nil }.sorted()
        let oldest = Array(copies.dropLast(count))
        for name in oldest {
            do {
                try FileManager.default.removeItem(atPath: "\(path)/\(name)")
            } catch CocoaError.fileNoSuchFile {
                // Another task has the same folder, and was faster.
            }
        }
        return oldest
    }
}
