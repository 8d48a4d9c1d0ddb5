public import struct Foundation.Date

/// Where the engine gets its time from, so that tests and simulations can own it.
///
/// Three readings, because they answer different questions: the wall clock says what people read and when a schedule
/// is due, and may jump; `monotonic` measures how long something took, and never jumps.
public protocol ProcessionClock: Sendable {
    /// The wall clock.
    var now: Date { get }
    /// Time since a fixed point of this boot, suspended time included; never goes backwards.
    var monotonic: Duration { get }
    /// Returns after `duration` of monotonic time, or throws `CancellationError` as soon as the task is cancelled.
    func sleep(for duration: Duration) async throws
}
