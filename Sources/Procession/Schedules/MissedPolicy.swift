/// What becomes of ticks that nobody fired in time: the engine was down, or the clock jumped ahead.
///
/// A tick is missed when it is found later than a grace period (60 s). Ticks that are found within it fire, each,
/// under every policy.
public enum MissedPolicy: String, Sendable, Codable, CaseIterable {
    /// Missed ticks don't fire.
    case skip
    /// All missed ticks count as one: the newest fires, unless one in time is due as well and stands for them.
    case last
    /// Missed ticks fire one after the other, oldest first, as far as the catch-up limits reach back.
    ///
    /// The limits are 24 hours and 1,000 ticks; older ones don't fire. The newest always does.
    case all
}
