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

    /// Where a copy made at this time goes.
    func path(at time: Date) -> String {
        // Milliseconds keep two copies of one second apart.
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
        for name in oldest { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }
        return oldest
    }
}
