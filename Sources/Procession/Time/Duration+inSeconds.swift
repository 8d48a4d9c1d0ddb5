extension Duration {
    /// The duration as seconds, with the precision of a `Double`.
    public var inSeconds: Double {
        let parts = components
        return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    }

    /// The duration in whole milliseconds, rounded towards zero; the nearest that an `Int64` holds where it can't.
    public var inMilliseconds: Int64 {
        let parts = components
        let (whole, overflows) = parts.seconds.multipliedReportingOverflow(by: 1000)
        let (sum, sumOverflows) = whole.addingReportingOverflow(parts.attoseconds / 1_000_000_000_000_000)
        return overflows || sumOverflows ? (self < .zero ? .min : .max) : sum
    }
}
