import CommandPlugin
import Procession
import ProcessionTesting
import Testing

@Suite("the command executor conforms to the contract", .timeLimit(.minutes(2)))
struct CommandConformanceTests {
    private static let conformance = ExecutorConformance(
        CommandExecutor(), completing: ["true"], failing: ["false"], endless: ["sleep", "600"])

    @Test("conformance", arguments: conformance.checks)
    func conforms(_ check: ConformanceCheck) async throws { try await check.run() }
}
