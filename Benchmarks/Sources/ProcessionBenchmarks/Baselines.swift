import Foundation
import GRDB

/// What the machine can do without Procession.
enum Baselines {
    /// Shells started a second by `xargs -P8`.
    static func xargs(_ count: Int) async throws -> Double {
        let time = try await seconds {
            try Program.run("/bin/sh", "-c", "seq \(count) | xargs -P8 -n1 sh -c true")
        }
        return Double(count) / time
    }

    /// Durable commits of one row a second.
    static func commits(_ count: Int, in folder: URL) async throws -> Double {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL") }
        let queue = try DatabaseQueue(path: folder.appending(path: "baseline.db").path, configuration: configuration)
        defer { try? queue.close() }
        return try await queue.writeWithoutTransaction { database in
            try database.execute(sql: "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, text TEXT)")
            let start = ContinuousClock.now
            for number in 0..<count {
                try database.execute(sql: "INSERT INTO t (text) VALUES (?)", arguments: ["row \(number)"])
            }
            return Double(count) / (start.duration(to: .now) / .seconds(1))
        }
    }
}
