import Foundation
import GRDB

/// What the machine can do without Procession, measured in the same run.
enum Baselines {
    /// Shells started a second by `xargs -P8`.
    static func shellsPerSecond(_ count: Int = 1000) throws -> Double {
        let seconds = try time {
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "seq \(count) | xargs -P8 -n1 sh -c true"]
            try process.run()
            process.waitUntilExit()
        }
        return Double(count) / seconds
    }

    /// Durable single-row commits a second.
    static func commitsPerSecond(in folder: URL, count: Int = 500) throws -> Double {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL") }
        let queue = try DatabaseQueue(path: folder.appending(path: "baseline.db").path, configuration: configuration)
        try queue.write { try $0.execute(sql: "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)") }
        let seconds = try time {
            for number in 0..<count {
                try queue.write { try $0.execute(sql: "INSERT INTO t (text) VALUES (?)", arguments: ["row \(number)"]) }
            }
        }
        return Double(count) / seconds
    }

    static func time(_ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try body()
        return (clock.now - start) / .seconds(1)
    }
}
