/// What a figure has to keep to.
struct Budget: Encodable {
    enum Subject: String, Encodable { case value, ratio }
    enum Bound: String, Encodable {
        case atLeast = "at_least"
        case atMost = "at_most"
    }

    let subject: Subject
    let bound: Bound
    let limit: Double

    static func value(_ bound: Bound, _ limit: Double) -> Budget {
        Budget(subject: .value, bound: bound, limit: limit)
    }

    static func ratio(_ bound: Bound, _ limit: Double) -> Budget {
        Budget(subject: .ratio, bound: bound, limit: limit)
    }

    /// False too where the subject is a ratio and there is none.
    func isKept(byValue value: Double, ratio: Double?) -> Bool {
        guard let measured = subject == .value ? value : ratio else { return false }
        return bound == .atLeast ? measured >= limit : measured <= limit
    }

    /// Such as `ratio >= 0.80`.
    var text: String {
        (subject == .ratio ? "ratio " : "") + (bound == .atLeast ? ">= " : "<= ") + Figure.number(limit)
    }
}
