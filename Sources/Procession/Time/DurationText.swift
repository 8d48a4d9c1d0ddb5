/// Durations as people write them: `250ms`, `10s`, `5m`, `2h`, `1d`, or sums such as `1h30m`.
public enum DurationText {
    /// The duration, or nil if the text is none.
    public static func parse(_ text: String) -> Duration? { nil }
    /// The shortest such text.
    public static func format(_ duration: Duration) -> String { "" }
}
