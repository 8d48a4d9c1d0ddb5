import Foundation

/// What tells this program's run from every other on any host.
public struct WorkerIdentity: Sendable, Equatable {
    public var host: String
    public var pid: Int32
    /// Clock ticks since boot at which this program started; 0 where it can't be had.
    public var startTime: UInt64
    /// Changes with every boot; empty where it can't be had.
    public var bootID: String

    public init(host: String, pid: Int32, startTime: UInt64, bootID: String) {
        self.host = host
        self.pid = pid
        self.startTime = startTime
        self.bootID = bootID
    }

    /// This program.
    public static var current: WorkerIdentity {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
        return WorkerIdentity(
            host: host, pid: ProcessInfo.processInfo.processIdentifier, startTime: startTimeOfThisProgram(),
            bootID: boot.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Field 22 of /proc/self/stat; the second field, in parentheses, may hold spaces (proc(5)).
    private static func startTimeOfThisProgram() -> UInt64 {
        guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let name = stat.lastIndex(of: ")")
        else { return 0 }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        return fields.count > 19 ? UInt64(fields[19]) ?? 0 : 0
    }
}
