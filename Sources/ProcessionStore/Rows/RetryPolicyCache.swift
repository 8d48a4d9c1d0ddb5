import Procession
import Synchronization

/// Retry policies as the database keeps them: JSON text, written and read once for each policy that occurs.
final class RetryPolicyCache: Sendable {
    /// Policies that are remembered; a database rarely has more than a handful.
    private static let capacity = 1000

    private struct State {
        var policies: [String: RetryPolicy] = [:]
        var texts: [RetryPolicy: String] = [:]
    }

    private let state = Mutex(State())

    /// The text of a policy; nil for one that never retries.
    func text(_ policy: RetryPolicy) -> String? {
        guard policy != .never else { return nil }
        return state.withLock { state in
            if let text = state.texts[policy] { return text }
            let text = Self.encode(policy)
            if state.texts.count >= Self.capacity { state.texts = [:] }
            state.texts[policy] = text
            return text
        }
    }

    func policy(_ text: String?) throws(ProcessionError) -> RetryPolicy {
        guard let text else { return .never }
        let known = state.withLock { $0.policies[text] }
        if let known { return known }
        guard let policy = Self.decode(text) else {
            throw ProcessionError(.databaseCorrupt, "the database holds '\(text)', which is not a retry policy")
        }
        state.withLock { state in
            if state.policies.count >= Self.capacity { state.policies = [:] }
            state.policies[text] = policy
        }
        return policy
    }

    private static func encode(_ policy: RetryPolicy) -> String {
        var members: [String: Value] = [
            "max_retries": .integer(policy.maxRetries), "backoff": .string(policy.backoff.rawValue),
            "delay_ms": .integer(Int(policy.delay.inMilliseconds)), "factor": .number(policy.factor),
            "max_delay_ms": .integer(Int(policy.maxDelay.inMilliseconds)), "jitter": .string(policy.jitter.rawValue)
        ]
        if let classes = policy.classes {
            members["on"] = .list(classes.map(\.rawValue).sorted().map(Value.string))
        }
        return Value.map(members).json
    }

    private static func decode(_ text: String) -> RetryPolicy? {
        guard case .map(let members)? = try? Value(json: text), case .integer(let maxRetries)? = members["max_retries"],
            case .string(let backoffWord)? = members["backoff"],
            let backoff = RetryPolicy.Backoff(rawValue: backoffWord),
            case .integer(let delay)? = members["delay_ms"], case .integer(let maxDelay)? = members["max_delay_ms"],
            let factor = number(members["factor"]),
            case .string(let jitterWord)? = members["jitter"], let jitter = RetryPolicy.Jitter(rawValue: jitterWord)
        else { return nil }
        var classes: Set<ErrorClass>?
        if case .list(let words)? = members["on"] {
            classes = []
            for word in words {
                guard case .string(let name) = word, let errorClass = ErrorClass(rawValue: name) else { return nil }
                classes?.insert(errorClass)
            }
        }
        return RetryPolicy(
            maxRetries: maxRetries, backoff: backoff, delay: .milliseconds(delay), factor: factor,
            maxDelay: .milliseconds(maxDelay), jitter: jitter, classes: classes)
    }

    private static func number(_ value: Value?) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
}
