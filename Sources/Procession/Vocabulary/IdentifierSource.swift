/// Where new row ids come from, so that tests and simulations can make them repeatable.
public protocol IdentifierSource: Sendable {
    /// A new id, greater than every one that this source gave before.
    func next() -> String
}
