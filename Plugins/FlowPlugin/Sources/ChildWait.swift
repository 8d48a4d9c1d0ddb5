import Procession

import struct Foundation.Date

/// For which child a task waits, as its checkpoint keeps it.
struct ChildWait {
    var child: ProcessID
    var end: Date
    /// Whether its time is up, and it was asked to stop.
    var isLate = false

    init(child: ProcessID, end: Date) {
        self.child = child
        self.end = end
    }

    init(_ checkpoint: Value) throws(TaskFailure) {
        guard let id = checkpoint["child"]?.string else {
            throw TaskFailure(.runtime, "the checkpoint \(checkpoint.json) names no process")
        }
        child = ProcessID(id)
        end = if let end = checkpoint["end"] { try WaitingTime.end(end) } else { .distantFuture }
        isLate = checkpoint["is_late"] == true
    }

    var checkpoint: Value {
        var members: [String: Value] = ["child": .string(child.rawValue)]
        members["end"] = WaitingTime.checkpoint(end)
        if isLate { members["is_late"] = true }
        return .map(members)
    }
}
