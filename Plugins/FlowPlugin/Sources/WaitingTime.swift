import Procession

import struct Foundation.Date

/// Until when a task waits, as its checkpoint keeps it: seconds since 1970; nothing where it waits for ever.
enum WaitingTime {
    static func checkpoint(_ end: Date) -> Value? {
        end == .distantFuture ? nil : .number(end.timeIntervalSince1970)
    }

    /// When a wait is over that begins now; nil waits for as long as it takes.
    static func end(after timeout: Duration?, _ clock: any ProcessionClock) -> Date {
        timeout.map { clock.now.addingTimeInterval($0.inSeconds) } ?? .distantFuture
    }

    /// Where an earlier attempt wanted to wait to.
    static func end(_ checkpoint: Value) throws(TaskFailure) -> Date {
        switch checkpoint {
        case .integer(let seconds): return Date(timeIntervalSince1970: Double(seconds))
        case .number(let seconds): return Date(timeIntervalSince1970: seconds)
        default: throw TaskFailure(.runtime, "the checkpoint \(checkpoint.json) is no point in time")
        }
    }

    /// Rows keep milliseconds, so that a task may be called again by a fraction of one too early.
    static func isOver(_ end: Date, _ clock: any ProcessionClock) -> Bool { end.timeIntervalSince(clock.now) <= 0.001 }
}
