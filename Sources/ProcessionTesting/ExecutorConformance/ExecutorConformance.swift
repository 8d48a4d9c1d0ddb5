public import Procession

/// What every executor has to do, as checks that a test target runs over its own.
///
/// ```swift
/// static let conformance = ExecutorConformance(
///     WaitForFile(), completing: ["path": "/etc/hostname"], endless: ["path": "/nowhere"])
///
/// @Test(arguments: conformance.checks)
/// func conforms(_ check: ConformanceCheck) async throws { try await check.run() }
/// ```
public struct ExecutorConformance: Sendable {
    let executor: RegisteredExecutor
    let completing: Value
    let failing: Value?
    let endless: Value?
    let makeContext: @Sendable (any TaskReporter) -> TaskContext

    /// - Parameters:
    ///   - executor: what is checked.
    ///   - completing: a configuration with which an attempt soon completes, however often it is made.
    ///   - failing: one with which an attempt soon fails; nil where there is none.
    ///   - endless: one with which an attempt goes on until it is cancelled; nil where there is none.
    ///   - context: makes the context of an attempt.
    public init(
        _ executor: some ProcessionExecutor, completing: Value, failing: Value? = nil, endless: Value? = nil,
        context: @escaping @Sendable (any TaskReporter) -> TaskContext = { .forTest($0) }
    ) {
        self.init(
            RegisteredExecutor(executor, origin: "conformance"), completing: completing, failing: failing,
            endless: endless, context: context)
    }

    /// The checks of an executor that is known only at run time.
    public init(
        _ executor: some DescribedExecutor, completing: Value, failing: Value? = nil, endless: Value? = nil,
        context: @escaping @Sendable (any TaskReporter) -> TaskContext = { .forTest($0) }
    ) {
        self.init(
            RegisteredExecutor(executor, origin: .swift("conformance")), completing: completing, failing: failing,
            endless: endless, context: context)
    }

    /// The checks of an executor that stands in a registry.
    public init(
        _ executor: RegisteredExecutor, completing: Value, failing: Value? = nil, endless: Value? = nil,
        context: @escaping @Sendable (any TaskReporter) -> TaskContext = { .forTest($0) }
    ) {
        self.executor = executor
        self.completing = completing
        self.failing = failing
        self.endless = endless
        makeContext = context
    }

    /// All rules that the given configurations let try.
    public var checks: [ConformanceCheck] { Self.checks(of: executor) + configurationChecks + workChecks }
}
