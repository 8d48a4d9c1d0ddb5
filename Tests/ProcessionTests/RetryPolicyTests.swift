import Procession
import Testing

@Suite("Retry policies")
struct RetryPolicyTests {
    @Test(
        "delays follow the backoff up to the ceiling",
        arguments: [
            (RetryPolicy(maxRetries: 5, backoff: .constant, delay: .seconds(2)), "2s 2s 2s 2s 2s"),
            (RetryPolicy(maxRetries: 5, backoff: .linear, delay: .seconds(2), factor: 1), "2s 4s 6s 8s 10s"),
            (RetryPolicy(maxRetries: 4, backoff: .linear, delay: .seconds(1), factor: 0.5), "1s 1s500ms 2s 2s500ms"),
            (RetryPolicy(maxRetries: 6, delay: .seconds(1), maxDelay: .seconds(10)), "1s 2s 4s 8s 10s 10s"),
            (RetryPolicy(maxRetries: 4, delay: .milliseconds(100), factor: 3), "100ms 300ms 900ms 2s700ms"),
            (RetryPolicy(maxRetries: 3, delay: .seconds(20), maxDelay: .seconds(5)), "5s 5s 5s"),
            (RetryPolicy(maxRetries: 3, delay: .zero), "0s 0s 0s")
        ])
    func delays(policy: RetryPolicy, sequence: String) {
        let delays = (1...policy.maxRetries).map { DurationText.format(policy.delay(beforeRetry: $0)) }
        #expect(delays.joined(separator: " ") == sequence)
    }

    @Test(
        "no number of retries and no extreme policy overflows",
        arguments: [
            RetryPolicy(maxRetries: .max, delay: .zero),
            RetryPolicy(maxRetries: .max, delay: .seconds(1), factor: 1e300),
            RetryPolicy(maxRetries: .max, backoff: .linear, delay: DurationText.longest, factor: 1e300),
            RetryPolicy(maxRetries: .max, delay: .seconds(1), factor: -2),
            RetryPolicy(maxRetries: .max, delay: .seconds(1), factor: .nan)
        ])
    func extremes(policy: RetryPolicy) {
        for number in [0, 1, 2, 100, 1025, 5000, Int.max] {
            let delay = policy.delay(beforeRetry: number)
            #expect(delay >= .zero && delay <= policy.maxDelay)
        }
    }

    @Test("full jitter draws between zero and the delay, and comes near both")
    func fullJitter() {
        let policy = RetryPolicy(maxRetries: 3, delay: .seconds(1), jitter: .full)
        var generator = SeededGenerator(seed: 9)
        let delays = (0..<1000).map { _ in policy.delay(beforeRetry: 3, using: &generator) }
        #expect(delays.allSatisfy { $0 >= .zero && $0 <= .seconds(4) })
        #expect(delays.contains { $0 < .milliseconds(400) } && delays.contains { $0 > .milliseconds(3600) })
    }

    @Test("without jitter nothing is drawn")
    func noJitter() {
        var generator = SeededGenerator(seed: 10), untouched = generator
        let policy = RetryPolicy(maxRetries: 1, delay: .seconds(3))
        #expect(policy.delay(beforeRetry: 1, using: &generator) == .seconds(3))
        #expect(generator.next() == untouched.next())
    }

    @Test("classes narrow and widen what is retried, but never to what was stopped")
    func classes() {
        #expect(
            ErrorClass.allCases.filter(RetryPolicy(maxRetries: 1).retries) == ErrorClass.allCases.filter(\.isRetryable))
        let policy = RetryPolicy(maxRetries: 1, classes: [.conflict, .cancelled])
        #expect(ErrorClass.allCases.filter(policy.retries) == [.conflict])
    }
}
