public import Procession
import Synchronization

/// Ids that count up, so that a test's rows can be told apart by eye: `id-000001`, `id-000002`.
public final class CountingIdentifiers: IdentifierSource {
    private let prefix: String
    private let count = Mutex(0)

    public init(prefix: String = "id") { self.prefix = prefix }

    public func next() -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let digits = String(number)
        return "\(prefix)-\(String(repeating: "0", count: max(6 - digits.count, 0)))\(digits)"
    }
}
