import Procession

/// What stands under `retry`.
struct RetryDraft: KeyedDraft, Sendable {
    var maxRetries: Int?
    var backoff: RetryPolicy.Backoff?
    var delay: Located<Duration>?
    var factor: Double?
    var maxDelay: Located<Duration>?
    var jitter: RetryPolicy.Jitter?
    var classes: [ErrorClass]?

    init(at node: YAMLNode) {}
    init(maxRetries: Int) { self.maxRetries = maxRetries }

    static let maxRetries = Form<Int>.integer(0...1000)

    static let keys = KeyTable<RetryDraft>(
        "a retry",
        [
            Key(
                "max_retries", maxRetries, into: \.maxRetries, isRequired: true, example: "max_retries: 3",
                "How many attempts may follow the first."),
            Key(
                "backoff", .word("a backoff"), into: \.backoff, default: "`exponential`", example: "backoff: linear",
                "How the delay grows from retry to retry: not at all, by `delay` x `factor`, or `factor`-fold."),
            Key(
                "delay", Form<Duration>.delay.located, into: \.delay, default: "`1s`", example: "delay: 5s",
                "The delay before the first retry."),
            Key(
                "factor", Form<Double>.number(0...1000, inWords: "0 to 1000"), into: \.factor, default: "`2`",
                example: "factor: 1.5", "How fast the delay grows."),
            Key(
                "max_delay", Form<Duration>.delay.located, into: \.maxDelay, default: "`1h`",
                example: "max_delay: 10m",
                "The longest delay, also where a server asks for a longer one with `Retry-After`."),
            Key(
                "jitter", .word("a jitter"), into: \.jitter, default: "`none`", example: "jitter: full",
                "`full` draws each delay evenly between zero and the computed one."),
            Key(
                "on", .retriedClasses, into: \.classes,
                default: "the retryable ones", example: "on: [timeout, unavailable]",
                """
                Which failures are retried. Retryable unless said otherwise: \
                \(ErrorClass.allCases.filter(\.isRetryable).map { "`\($0.rawValue)`" }.joined(separator: ", ")). \
                The others: \
                \(ErrorClass.allCases.filter { !$0.isRetryable }.map { "`\($0.rawValue)`" }.joined(separator: ", ")); \
                `cancelled` is never retried.
                """)
        ])
}

extension Form<ErrorClass> {
    fileprivate static let retriedClass = Form(
        "error class",
        schema: ["enum": .list(ErrorClass.allCases.filter { $0 != .cancelled }.map { .string($0.rawValue) })]
    ) { node, reading in
        let errorClass = Form.word("an error class").read(node, reading)
        guard errorClass == .cancelled else { return errorClass }
        reading.report(
            "invalid-value", "what was cancelled is never retried", at: node.range, hint: "leave 'cancelled' out")
        return nil
    }
}

extension Form<[ErrorClass]> {
    private static let list = Form.list(of: .retriedClass, "list of error classes").keeping(["minItems": 1])

    fileprivate static let retriedClasses = Form(list.words, schema: list.schema()) { node, reading in
        guard node.elements?.isEmpty != true else {
            reading.report(
                "invalid-value", "'on' names no failure, so none would be retried", at: node.range,
                hint: "such as [timeout, unavailable]; without 'on', all that are retryable")
            return nil
        }
        return list.read(node, reading)
    }
}

extension Form<RetryPolicy> {
    static let retry = Form(
        "map, or a number for `max_retries`",
        schema: ["anyOf": [RetryDraft.maxRetries.schema(), RetryDraft.keys.schema]]
    ) { node, reading in
        let draft: RetryDraft?
        if node.scalar != nil {
            guard node.value.isNumber else {
                reading.reportWrongType(node, expected: "a number of retries or a map such as {max_retries: 3}")
                return nil
            }
            draft = RetryDraft.maxRetries.read(node, reading).map { RetryDraft(maxRetries: $0) }
        } else {
            draft = RetryDraft.keys.read(node, reading)
        }
        return draft?.policy(reading)
    }
}

extension RetryDraft {
    fileprivate func policy(_ reading: Reading) -> RetryPolicy? {
        guard let maxRetries else { return nil }
        var policy = RetryPolicy(maxRetries: maxRetries)
        if let backoff { policy.backoff = backoff }
        if let delay { policy.delay = delay.value }
        if let factor { policy.factor = factor }
        if let jitter { policy.jitter = jitter }
        policy.classes = classes.map { Set($0) }
        // A delay beyond the default bound is meant as it is written.
        policy.maxDelay = maxDelay?.value ?? max(policy.maxDelay, policy.delay)
        if let maxDelay, maxDelay.value < policy.delay {
            reading.report(
                "out-of-range", "'max_delay' is shorter than 'delay'", at: maxDelay.range,
                hint: "it must be at least \(DurationText.format(policy.delay))")
        }
        return policy
    }
}
