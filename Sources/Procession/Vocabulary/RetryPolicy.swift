/// When a failed attempt is followed by another, and after which delay.
public struct RetryPolicy: Sendable, Codable, Hashable {
    /// Attempts after the first; 0 is none.
    public var maxRetries: Int
    public var backoff: Backoff
    /// The delay before the first retry.
    public var delay: Duration
    /// What a linear delay grows by per retry as a multiple of `delay`, and an exponential one is multiplied with.
    public var factor: Double
    /// The longest delay, before jitter; also the bound of what a failure asks for with `retryAfter`.
    public var maxDelay: Duration
    public var jitter: Jitter
    /// The error classes that are retried; nil stands for those that ``ErrorClass/isRetryable`` marks.
    public var classes: Set<ErrorClass>?

    public enum Backoff: String, Sendable, Codable, CaseIterable {
        case constant, linear, exponential
    }

    public enum Jitter: String, Sendable, Codable, CaseIterable {
        case none
        /// A delay drawn evenly between zero and the computed one ("full jitter", AWS Architecture Blog, 2015).
        case full
    }

    public init(
        maxRetries: Int, backoff: Backoff = .exponential, delay: Duration = .seconds(1), factor: Double = 2,
        maxDelay: Duration = .seconds(3600), jitter: Jitter = .none, classes: Set<ErrorClass>? = nil
    ) {
        self.maxRetries = maxRetries
        self.backoff = backoff
        self.delay = delay
        self.factor = factor
        self.maxDelay = maxDelay
        self.jitter = jitter
        self.classes = classes
    }

    /// No retry.
    public static let never = RetryPolicy(maxRetries: 0)

    /// Whether a failure of this class is worth another attempt, retries permitting.
    public func retries(_ errorClass: ErrorClass) -> Bool {
        errorClass != .cancelled && (classes?.contains(errorClass) ?? errorClass.isRetryable)
    }

    /// The delay before retry `number` (1 is the first), before jitter.
    ///
    /// `constant`: `delay`. `linear`: `delay * (1 + factor * (number - 1))`. `exponential`:
    /// `delay * factor ^ (number - 1)`. Never above `maxDelay`.
    public func delay(beforeRetry number: Int) -> Duration {
        let steps = Double(max(number, 1) - 1)
        let multiple: Double =
            switch backoff {
            case .constant: 1
            case .linear: 1 + factor * steps
            case .exponential: power(factor, steps)
            }
        let ceiling = min(maxDelay, DurationText.longest).inSeconds
        let seconds = delay.inSeconds * multiple
        // No delay times an infinite multiple is not a number, and compares as false.
        guard seconds > 0, ceiling > 0 else { return .zero }
        return .milliseconds(Int64((min(seconds, ceiling) * 1000).rounded()))
    }

    /// The delay before retry `number` with jitter drawn from `generator`.
    public func delay(beforeRetry number: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        let full = delay(beforeRetry: number)
        switch jitter {
        case .none: return full
        case .full:
            let milliseconds = Int64(full.inSeconds * 1000)
            return .milliseconds(Int64.random(in: 0...max(milliseconds, 0), using: &generator))
        }
    }

    private func power(_ base: Double, _ exponent: Double) -> Double {
        var result = 1.0
        for _ in 0..<Int(min(exponent, 10_000)) {
            result *= base
            // Infinity is already above every ceiling, and zero stays zero.
            if !result.isFinite || result == 0 { break }
        }
        return result
    }
}
