/// One rule of a conformance suite, ready to be tried.
///
/// It throws a ``ConformanceFailure`` that says what was broken, and where.
public struct ConformanceCheck: Sendable, CustomStringConvertible {
    /// A sentence.
    public let name: String
    private let body: @Sendable () async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.body = body
    }

    public var description: String { name }

    public func run() async throws { try await body() }
}
