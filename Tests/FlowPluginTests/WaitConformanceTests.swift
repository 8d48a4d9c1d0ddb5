import FlowPlugin
import Procession
import ProcessionTesting
import Testing

@Suite("the wait executor conforms to the contract", .timeLimit(.minutes(2)))
struct WaitConformanceTests {
    private static let conformance = ExecutorConformance(
        WaitExecutor(), completing: "0s")

    @Test("conformance", arguments: conformance.checks)
    func conforms(_ check: ConformanceCheck) async throws { try await check.run() }
}
