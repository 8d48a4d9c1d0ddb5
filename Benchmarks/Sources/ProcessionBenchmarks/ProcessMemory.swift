import Foundation

/// The memory of a process, in MiB, as `/proc/PID/status` tells it.
enum ProcessMemory {
    /// What it has in memory now.
    static func resident(of pid: pid_t = getpid()) throws -> Double { try field("VmRSS", of: pid) }

    /// The most that it ever had.
    static func peak(of pid: pid_t = getpid()) throws -> Double { try field("VmHWM", of: pid) }

    private static func field(_ name: String, of pid: pid_t) throws -> Double {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        guard let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) else {
            throw Program.Failure(description: "/proc/\(pid)/status has no \(name)")
        }
        return kibibytes / 1024
    }
}
