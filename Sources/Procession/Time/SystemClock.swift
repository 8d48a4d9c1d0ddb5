public import Foundation

/// The machine's clock.
public struct SystemClock: ProcessionClock {
    public init() {}

    public var now: Date { Date() }

    /// Time since boot (CLOCK_BOOTTIME on Linux), so that two programs of one boot can compare their readings.
    public var monotonic: Duration {
        var reading = timespec()
        #if os(Linux)
        clock_gettime(CLOCK_BOOTTIME, &reading)
        #else
        clock_gettime(CLOCK_MONOTONIC_RAW, &reading)
        #endif
        return .seconds(reading.tv_sec) + .nanoseconds(reading.tv_nsec)
    }

    public func sleep(for duration: Duration) async throws {
        try await ContinuousClock().sleep(for: duration)
    }
}
