import Glibc

/// What the kernel says about processes in files below `/proc`.
enum ProcFile {
    /// The fields of `/proc/PID/stat` that supervision needs.
    struct Status: Equatable {
        /// `R`, `S`, `D`, `T`, `Z` and so on (field 3).
        var state: UInt8
        /// In clock ticks since boot (field 22).
        var startTime: UInt64
        /// Whether it is a thread of the kernel's own (field 9, PF_KTHREAD).
        var isOfKernel: Bool
        /// Whether it was started with no environment at all (fields 50 and 51).
        var hasEmptyEnvironment: Bool

        /// Whether only its exit status is left of the process.
        var isDead: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }
    }

    /// nil if there is no such process.
    static func status(of pid: pid_t) -> Status? {
        guard let text = read("/proc/\(pid)/stat", limit: 4096) else { return nil }
        // The name of the program, in parentheses, may hold anything, parentheses and blanks included.
        guard let nameEnd = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = text[text.index(after: nameEnd)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 48, let state = fields[0].first else { return nil }
        /// Numbered as in proc(5).
        func number(_ field: Int) -> UInt64? { UInt64(String(decoding: fields[field - 3], as: UTF8.self)) }
        guard let flags = number(9), let startTime = number(22), let start = number(50), let end = number(51) else {
            return nil
        }
        return Status(
            state: state, startTime: startTime, isOfKernel: flags & 0x0020_0000 != 0,
            hasEmptyEnvironment: start == end && end != 0)
    }

    /// Whether something is in the environment that a process was started with.
    enum Presence {
        case present, absent
        /// The process shows no environment: it is just replacing its program, or about to be dead.
        case undecided
    }

    /// Looks for `entry` ("NAME=value"); absent in a process of another user, which can't be read.
    static func presence(of entry: String, inEnvironmentOf pid: pid_t) -> Presence {
        var environment: [UInt8] = []
        do throws(SystemError) {
            environment = try Descriptor(open("/proc/\(pid)/environ", O_RDONLY | O_CLOEXEC)).readAll(
                limit: environmentLimit)
        } catch {
            // Anything else is said of a process that is about to be dead.
            if [ENOENT, EACCES, EPERM].contains(error.number) { return .absent }
        }
        guard environment.isEmpty else {
            let wanted = Array(entry.utf8)
            let isThere = environment.split(separator: 0).contains {
                $0.count == wanted.count && $0.elementsEqual(wanted)
            }
            return isThere ? .present : .absent
        }
        guard let status = status(of: pid), !status.isDead, !status.isOfKernel else { return .absent }
        return status.hasEmptyEnvironment ? .absent : .undecided
    }

    /// The value of a variable in the environment that a process was started with; nil where it has none, or can't be
    /// read.
    static func environment(of pid: pid_t, valueOf name: String) -> String? {
        guard let environment = read("/proc/\(pid)/environ", limit: environmentLimit) else { return nil }
        let beginning = Array("\(name)=".utf8)
        return environment.split(separator: 0).first { $0.starts(with: beginning) }
            .map { String(decoding: $0.dropFirst(beginning.count), as: UTF8.self) }
    }

    /// The process id that was given out last in this pid namespace; nil where the kernel doesn't say.
    static var lastProcessID: pid_t? {
        guard let text = read("/proc/loadavg", limit: 256) else { return nil }
        let line = text.prefix { $0 != UInt8(ascii: "\n") }
        return line.split(separator: UInt8(ascii: " ")).last.flatMap { pid_t(String(decoding: $0, as: UTF8.self)) }
    }

    /// Every process of this pid namespace.
    static var allProcessIDs: [pid_t] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var pids: [pid_t] = []
        while let entry = readdir(directory) {
            let pid = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { strtol($0, nil, 10) }
            }
            if pid > 0 { pids.append(pid_t(pid)) }
        }
        return pids
    }

    private static let environmentLimit = 4 * 1024 * 1024

    private static func read(_ path: String, limit: Int) -> [UInt8]? {
        guard let file = try? Descriptor(open(path, O_RDONLY | O_CLOEXEC)) else { return nil }
        return try? file.readAll(limit: limit)
    }
}
