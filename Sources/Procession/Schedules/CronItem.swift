/// One entry of the comma-separated list in a field.
enum CronItem: Hashable, Sendable {
    /// `*`, `*/step`, and `?`.
    case all(step: Int)
    /// `value`, `first-last`, `first/step` and `first-last/step`; a Sunday at the end of a range is 7.
    case span(first: Int, last: Int, step: Int)
    /// `L` (0) and `L-n`: so many days before the last of the month.
    case beforeLast(Int)
    /// `dW`: the weekday nearest to a day within its month.
    case nearestWeekday(Int)
    /// `LW`: the last day of the month that is a weekday.
    case lastWorkday
    /// `w#n`: the nth such day of the month.
    case nth(Int, weekday: Int)
    /// `wL`: the last such day of the month.
    case last(weekday: Int)

    /// The values in `range` that the entry names by itself, a bit each; those that depend on the month are 0.
    func bits(in range: ClosedRange<Int>) -> UInt64 {
        switch self {
        case .all(let step): Self.bits(from: range.lowerBound, through: range.upperBound, by: step)
        case .span(let first, let last, let step): Self.bits(from: first, through: last, by: step)
        default: 0
        }
    }

    private static func bits(from first: Int, through last: Int, by step: Int) -> UInt64 {
        stride(from: first, through: last, by: step).reduce(0) { $0 | 1 << UInt64($1) }
    }
}
