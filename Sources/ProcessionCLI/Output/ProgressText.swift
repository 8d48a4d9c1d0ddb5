/// How far a running task says that it is, in words.
package enum ProgressText {
    /// Such as `40 %`; nil if it says nothing.
    package static func percent(_ fraction: Double?) -> String? {
        guard let fraction, fraction.isFinite else { return nil }
        return "\(Int((min(max(fraction, 0), 1) * 100).rounded())) %"
    }
}
