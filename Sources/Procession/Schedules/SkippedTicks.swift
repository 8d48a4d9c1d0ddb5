public import struct Foundation.Date

/// Ticks that never fire, and why.
public struct SkippedTicks: Sendable, Hashable, Codable, CustomStringConvertible {
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// Found too late, under `MissedPolicy.skip`.
        case missed
        /// A newer tick fires for them, under `MissedPolicy.last`.
        case superseded
        /// Older than what `MissedPolicy.all` catches up.
        case beyondCatchUp = "beyond-catch-up"
        /// The process was running, or another tick waited for its end already.
        case overlap
        /// Waiting for their turn when the schedule was changed.
        case rescheduled
        /// Fired before, by a clock that was far ahead.
        case repeated
        /// As many executions were under way as may be, under `ConcurrencyLimit.WhenFull.skip`.
        case limit
    }

    /// Ticks are counted up to here; a clock that jumped by centuries must not keep the engine busy.
    public static let countLimit = 100_000

    public var reason: Reason
    public var first: Date
    public var last: Date
    public var count: Int
    /// Whether `count` is all of them; otherwise there are more.
    public var isCounted: Bool

    public init(reason: Reason, first: Date, last: Date, count: Int, isCounted: Bool = true) {
        self.reason = reason
        self.first = first
        self.last = last
        self.count = count
        self.isCounted = isCounted
    }

    /// One clause for an event, such as "3 ticks were missed".
    public var description: String {
        let ticks = count == 1 ? "1 tick was" : "\(isCounted ? "" : "more than ")\(count) ticks were"
        return switch reason {
        case .missed: "\(ticks) missed"
        case .superseded: "\(ticks) missed; a newer one stands for \(count == 1 ? "it" : "them")"
        case .beyondCatchUp: "\(ticks) missed too long ago to be caught up"
        case .overlap: "\(ticks) skipped, for the process was running"
        case .rescheduled: "\(ticks) given up, for the schedule was changed"
        case .repeated: "\(ticks) skipped, having fired before"
        case .limit: "\(ticks) skipped, for as many executions were under way as may be"
        }
    }
}
