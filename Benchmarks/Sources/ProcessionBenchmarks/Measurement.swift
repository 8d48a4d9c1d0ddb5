import Foundation

/// One line of the table.
struct Measurement: Codable {
    var workload: String
    var value: Double
    var unit: String
    /// What `value` is divided by for the budget; nil where the budget is about the value itself.
    var baseline: Double?
    /// At least this much, or at most where `isUpperBound`.
    var budget: Double?
    var isUpperBound = false

    var ratio: Double? { baseline.map { value / $0 } }

    /// Whether the budget is kept; nil where there is none.
    var isKept: Bool? {
        budget.map { isUpperBound ? (ratio ?? value) <= $0 : (ratio ?? value) >= $0 }
    }

    var row: String {
        let columns = [
            workload.padding(toLength: 34, withPad: " ", startingAt: 0),
            String(format: "%12.1f %@", value, unit).padding(toLength: 26, withPad: " ", startingAt: 0),
            (ratio.map { String(format: "%8.2f", $0) } ?? "").padding(toLength: 10, withPad: " ", startingAt: 0),
            (budget.map { "\(isUpperBound ? "<=" : ">=") \($0)" } ?? "").padding(
                toLength: 12, withPad: " ", startingAt: 0),
            isKept.map { $0 ? "kept" : "MISSED" } ?? ""
        ]
        return columns.joined(separator: " ")
    }

    static let header =
        [
            "workload".padding(toLength: 34, withPad: " ", startingAt: 0),
            "value".padding(toLength: 26, withPad: " ", startingAt: 0),
            "ratio".padding(toLength: 10, withPad: " ", startingAt: 0), "budget"
        ]
        .joined(separator: " ")
}
