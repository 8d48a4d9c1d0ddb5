import Foundation

/// Looks at processes from outside.
public enum ProcessProbe {
    /// Whether there is such a process, and more of it than its exit status.
    public static func isAlive(_ pid: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let nameEnd = status.lastIndex(of: ")")
        else { return false }
        return !["Z", "X"].contains(status[nameEnd...].dropFirst(2).prefix(1))
    }

    /// Whether there is anything of it, an exit status that nobody asked for included.
    public static func exists(_ pid: Int32) -> Bool { FileManager.default.fileExists(atPath: "/proc/\(pid)") }

    /// How many descriptors this program has open.
    public static var openDescriptors: Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).count
    }

    /// How much memory this program has in use (`VmRSS`), in MiB.
    public static var memory: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1024
    }
}
