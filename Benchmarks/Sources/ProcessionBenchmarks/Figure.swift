import Foundation

/// One line of the table.
struct Figure {
    /// What the machine does without Procession.
    struct Baseline: Encodable {
        var name: String
        var value: Double
    }

    var name: String
    var value: Double
    var unit: String
    var baseline: Baseline?
    /// nil where the figure is there to be known only.
    var budget: Budget?

    /// The value in units of the baseline.
    var ratio: Double? { baseline.map { value / $0.value } }

    /// Whether the budget is kept; nil where there is none.
    var isKept: Bool? { budget?.isKept(byValue: value, ratio: ratio) }

    // MARK: The table

    static let header = columns("figure", "measured", "baseline", "ratio", "budget", "")

    var row: String {
        Self.columns(
            name, "\(Self.number(value)) \(unit)",
            baseline.map { "\(Self.number($0.value)) \($0.name)" } ?? "", ratio.map(Self.number) ?? "",
            budget?.text ?? "", isKept.map { $0 ? "kept" : "MISSED" } ?? "")
    }

    private static func columns(_ texts: String...) -> String {
        zip(texts, [38, 18, 36, 6, 14, 6])
            .map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
            .joined(separator: "  ")
    }

    /// With three digits that count, or all before the point.
    static func number(_ value: Double) -> String {
        switch abs(value) {
        case 100...: String(format: "%.0f", value)
        case 10..<100: String(format: "%.1f", value)
        default: String(format: "%.2f", value)
        }
    }
}

extension Figure: Encodable {
    private enum Key: String, CodingKey { case name, value, unit, baseline, ratio, budget, isKept }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(value, forKey: .value)
        try container.encode(unit, forKey: .unit)
        try container.encode(baseline, forKey: .baseline)
        try container.encode(ratio, forKey: .ratio)
        try container.encode(budget, forKey: .budget)
        try container.encode(isKept, forKey: .isKept)
    }
}
